import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/*
 * V8 saves processor time with memory: new objects get up to 128 MiB, and garbage collection of old ones begins late. In a
 * process that runs, only the factors of growth can still be set.
 */

/** The space for new objects: 16 MiB, twice. */
const maxNewSpaceBytes = 32 * 1_048_576;
/** Old objects are collected when there are this many percent more than after the last collection. */
const oldSpaceGrowthPercent = 70;

/** Keeps the heap small. Called before the modules of the service are loaded. */
export function limitHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${oldSpaceGrowthPercent}`);
  // The texts of all modules would fill the space for new objects, and an idle service would keep that.
  setMayGrow(false);
}

/** Lets the space for new objects grow with the load, up to its limit. Called when the service is ready. */
export function limitNewSpace(): void {
  const update = () => {
    const newSpace = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    setMayGrow((newSpace?.space_size ?? 0) < maxNewSpaceBytes);
  };
  update();
  // It grows at a collection, and shrinks at one when there is little to do.
  new PerformanceObserver(update).observe({ entryTypes: ["gc"] });
}

const setMayGrow = (mayGrow: boolean) => setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);

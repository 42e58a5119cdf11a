import { randomInt, randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type CreateWebhookRequest, eventTypes } from "@agent-webhooks/types";
import { operations as deliveryOperations, type OperatorEvents } from "@agent-webhooks/types/delivery";
import { eventSchemas as operatorEventSchemas } from "@agent-webhooks/types/delivery/schemas";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { systemClock } from "../clock.ts";
import { assertCanStart } from "../provider/preflight.ts";
import { InterruptedError } from "../provider/response.ts";
import { errorMessage, SetupError } from "../run/errors.ts";
import { parseListen, parsePublicUrl } from "./addresses.ts";
import { ProviderApi } from "./api.ts";
import { assertWrongName, wrongNameCertificate } from "./certificate.ts";
import { CommandTrigger } from "./command-trigger.ts";
import { accept, Endpoint, type EndpointOptions } from "./endpoint.ts";
import { type Listener, now, type ReceivedRequest, type Reply, startListener } from "./listener.ts";
import { OperatorApi } from "./operator-api.ts";
import { defaultTiming, type SenderOptions, type Timing, type TriggerOption } from "./options.ts";
import { Probe } from "./probe.ts";
import { StallMonitor } from "./stalls.ts";
import {
  type EventContent,
  FunctionTrigger,
  OperatorTrigger,
  PublishTrigger,
  type Trigger,
  type TriggeredEvent,
  type TriggerRequest,
} from "./trigger.ts";

/** The operator event that can be caused at once: others take an hour, or every retry. */
const operatorEventTypes: readonly (keyof OperatorEvents)[] = ["webhook.disabled"];

/** A query that a sender must not change. */
const query = "?list=a%2Fb&list=c%20d&empty=";

/** A sender that is being checked: its provider, and the endpoints that it sends to. */
export class SenderTarget implements AsyncDisposable {
  readonly seed: number;
  readonly patienceMs: number;
  readonly timing: Timing;
  readonly hasTls: boolean;
  readonly api: ProviderApi;
  /** Types of the events that are triggered; the first one unless a check needs another. */
  readonly eventTypes: readonly string[];
  readonly probe: Probe;
  readonly stalls: StallMonitor = new StallMonitor();
  /** Why nothing can be checked; `undefined` while events arrive. */
  stopReason: string | undefined;
  readonly #options: SenderOptions;
  readonly #trigger: Trigger;
  /** Part of the path of every webhook URL of this run. */
  readonly #marker = `agent-webhooks-contract-${randomUUID()}`;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #publishedEvents = new Map<string, unknown>();
  readonly #runningChecks = new Set<Promise<unknown>>();
  readonly #listeners: Listener[] = [];
  /** Base URLs of the listeners: that of the endpoints, and that with a wrong certificate. */
  #baseUrl = "";
  #wrongNameUrl = "";
  #count = 0;

  private constructor(options: SenderOptions) {
    const { url, token, trigger, patience = 40, tls = false, seed, timing, transport, signal } = options;
    this.#options = options;
    this.seed = seed ?? randomInt(2 ** 31);
    this.patienceMs = patience * 1000;
    this.timing = { ...defaultTiming, ...timing };
    this.hasTls = tls !== false;
    // Every wait of the run listens to it.
    if (signal !== undefined) setMaxListeners(0, signal);
    // Checks that wait for their turn begin, and end at once.
    signal?.addEventListener("abort", () => this.stalls.stop(), { once: true });
    const api = { url: new URL(url), token, marker: this.#marker, transport, signal };
    if (trigger === "operator") {
      const operatorApi = new OperatorApi(api);
      this.api = operatorApi;
      this.#trigger = new OperatorTrigger(operatorApi, () => this.#goneUrl);
      this.eventTypes = operatorEventTypes;
    } else {
      this.api = new ProviderApi(api);
      this.#trigger = this.#createTrigger(trigger);
      this.eventTypes = eventTypes;
    }
    this.probe = new Probe({
      patienceMs: this.patienceMs,
      burstMs: this.timing.burstMs,
      eventTypes: this.eventTypes,
      open: (replyTo) => this.open({ eventTypes, replyTo }),
      trigger: (endpoint, eventType) => this.trigger(endpoint, eventType, { optionalFields: "none" }),
    });
  }

  /**
   * Starts the endpoints, and triggers one event of each type.
   *
   * @throws SetupError when an option is invalid, the provider does not register a webhook, no event can be triggered, or the
   * run is interrupted
   */
  static async connect(options: SenderOptions): Promise<SenderTarget> {
    const { url, token, transport, signal } = options;
    let target: SenderTarget | undefined;
    try {
      await assertCanStart({ url, token, ...(transport && { transport }), ...(signal && { signal }) });
      target = new SenderTarget(options);
      await target.#listen();
      target.stalls.start();
      if (!(await target.probe.start())) target.stopReason = "no event arrived";
      return target;
    } catch (error) {
      await target?.close();
      if (error instanceof SetupError) throw error;
      throw new SetupError(errorMessage(error));
    }
  }

  /** The provider and, after it, where the endpoints are. */
  get url(): string {
    return this.api.url;
  }

  /** Whether requests reach the endpoints through another address than theirs. */
  get hasPublicUrl(): boolean {
    return this.#options.publicUrl !== undefined;
  }

  /** Whether the endpoints are those of operator webhooks, which have fewer abilities than webhooks. */
  get hasOperatorWebhooks(): boolean {
    return this.#options.trigger === "operator";
  }

  get hasPublishedEvents(): boolean {
    return this.#options.trigger === "publish";
  }

  /** The events that were published so far, by id, with exact numbers. */
  get publishedEvents(): ReadonlyMap<string, unknown> {
    return this.#publishedEvents;
  }

  /** Every endpoint of the run so far. */
  get endpoints(): readonly Endpoint[] {
    return [...this.#endpoints.values()];
  }

  /** Connections to the listener that has a certificate for another name. */
  get wrongNameConnections(): ReturnType<Listener["connections"]> {
    return this.#listeners[1]?.connections() ?? { total: 0, open: 0 };
  }

  /** Creates a webhook for a new URL. @throws Error when the provider does not create it */
  async open(options: EndpointOptions = {}): Promise<Endpoint> {
    const { eventTypes = ["message.received"], limitTo = ["inbox", "pod"], replyTo = accept } = options;
    const { isWrongName = false, urlEnd = query, inboxId = `inbox_${randomUUID()}` } = options;
    const key = String(++this.#count);
    const podId = `pod_${randomUUID()}`;
    const url = `${isWrongName ? this.#wrongNameUrl : this.#baseUrl}/${this.#marker}/${key}${urlEnd}`;
    const request: CreateWebhookRequest = {
      url,
      event_types: [...eventTypes],
      ...(limitTo.includes("inbox") && { inbox_ids: amongOthers("inbox", inboxId) }),
      ...(limitTo.includes("pod") && { pod_ids: amongOthers("pod", podId) }),
    };
    const { webhookId, secret } = await this.api.create(request);
    const isLimited = limitTo.length > 0;
    const schemas = this.hasOperatorWebhooks ? operatorEventSchemas : eventSchemas;
    const secrets = [secret];
    const { signal } = this.#options;
    const endpoint = new Endpoint({ url, webhookId, inboxId, podId, isLimited, schemas, secrets, replyTo, signal });
    this.#endpoints.set(key, endpoint);
    return endpoint;
  }

  /** Deletes the webhooks of endpoints that have got what they were opened for. Their requests are still judged. */
  async discard(endpoints: readonly Endpoint[]): Promise<void> {
    // What cannot be deleted now is deleted at the end.
    await Promise.allSettled(endpoints.map(({ webhookId }) => this.api.discard(webhookId)));
  }

  /** Triggers an event in the inbox and the pod of the endpoint, or in others. Only published events have the given content. */
  async trigger(
    endpoint: Endpoint,
    eventType = this.eventTypes[0] as string,
    options: Partial<Pick<TriggerRequest, "inboxId" | "podId">> & EventContent = {},
  ): Promise<TriggeredEvent> {
    const { inboxId = endpoint.inboxId, podId = endpoint.podId, ...content } = options;
    const event = await this.#trigger.fire({ eventType, inboxId, podId, webhookId: endpoint.webhookId }, content);
    endpoint.events.push(event);
    if (event.published !== undefined) this.#publishedEvents.set(event.published.id, event.published.event);
    return event;
  }

  /** Sends the example of an event type to an endpoint. @throws NotRunError when the provider does not have the operation */
  async sendTestEvent({ events, webhookId, inboxId, podId }: Endpoint, eventType: string): Promise<void> {
    const commandLine = await this.api.sendTestEvent(webhookId, eventType);
    events.push({ eventType, inboxId, podId, webhookId, triggeredAt: now(), commandLine });
  }

  /** Publishes an event once more, with the same request. */
  async publishAgain({ published }: TriggeredEvent): Promise<void> {
    if (published === undefined) throw new Error("only a published event can be published again");
    await this.api.expectSuccess(deliveryOperations.publishEvent, { body: published.body });
  }

  /**
   * How long the sender waits before its first retry, in milliseconds: the longest that was seen. `undefined` if it retried
   * nothing in time.
   */
  retryDelayMs(): Promise<number | undefined> {
    return this.probe.retryDelayMs;
  }

  /** Waits. @throws InterruptedError when the run is interrupted */
  async sleep(ms: number): Promise<void> {
    const { signal } = this.#options;
    await systemClock.sleep(ms, signal);
    if (signal?.aborted) throw new InterruptedError();
  }

  /** Registers a check as running until it settles, for {@link idle}. */
  async track<T>(check: Promise<T>): Promise<T> {
    this.#runningChecks.add(check);
    try {
      return await check;
    } finally {
      this.#runningChecks.delete(check);
    }
  }

  /** Waits for every check that is running now. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#runningChecks);
  }

  /**
   * Deletes the webhooks of the run, and stops the endpoints.
   *
   * @returns ids of webhooks that could not be deleted
   */
  async close(): Promise<string[]> {
    this.stalls.stop();
    await this.#trigger.close();
    const left = await this.api.close();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    return left;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #listen(): Promise<void> {
    const { listen = "127.0.0.1:0", publicUrl } = this.#options;
    const { host, port } = parseListen(listen);
    const handle = (request: ReceivedRequest) => this.#handle(request);
    const onStart = (url: string) => this.#endpointAt(url)?.start();
    const listener = await startListener({ host, port, handle, onStart });
    this.#listeners.push(listener);
    if (publicUrl === undefined && ["0.0.0.0", "::"].includes(host)) {
      throw new SetupError(`--listen ${listen} needs --public-url: the URL at which the sender reaches this address`);
    }
    const name = host.includes(":") ? `[${host}]` : host;
    this.#baseUrl = publicUrl === undefined ? `http://${name}:${listener.port}` : parsePublicUrl(publicUrl);
    if (!this.hasTls) return;
    const publicName = publicUrl === undefined ? name : new URL(publicUrl).hostname;
    const { tls } = this.#options;
    if (typeof tls === "object") assertWrongName(tls, publicName);
    const certificate = typeof tls === "object" ? tls : wrongNameCertificate;
    const wrongName = await startListener({ host, port: 0, handle, onStart, tls: certificate });
    this.#listeners.push(wrongName);
    this.#wrongNameUrl = `https://${publicName}:${wrongName.port}`;
  }

  #createTrigger(option: Exclude<TriggerOption, "operator">): Trigger {
    if (option === "publish") return new PublishTrigger(this.api, this.seed);
    if (typeof option === "function") return new FunctionTrigger(option, this.patienceMs, this.#options.signal);
    return new CommandTrigger(option.command);
  }

  /** Disables a webhook with its response. */
  get #goneUrl(): string {
    return `${this.#baseUrl}/${this.#marker}/gone`;
  }

  #handle(request: ReceivedRequest): Reply {
    const endpoint = this.#endpointAt(request.url);
    if (endpoint !== undefined) return endpoint.receive(request);
    return { status: request.url.endsWith(`/${this.#marker}/gone`) ? 410 : 404 };
  }

  #endpointAt(url: string): Endpoint | undefined {
    return this.#endpoints.get(new RegExp(`/${this.#marker}/(\\d+)`).exec(url)?.[1] ?? "");
  }
}

/** Ids that a webhook is limited to. A sender may compare only the first or the last of them. */
function amongOthers(kind: "inbox" | "pod", id: string): string[] {
  return [`${kind}_${randomUUID()}`, id, `${kind}_${randomUUID()}`];
}

import { dirname } from "node:path";
import ts from "typescript-oldest";

/** The declarations of the compiler itself, parsed once. */
const ownFiles = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles a project with the oldest supported TypeScript in this process.
 *
 * @param isChecked whether to check a file; checking third-party declarations takes most of the time
 * @returns the errors, as `tsc` prints them
 */
export function compileWithOldestTypeScript(project: string, isChecked: (file: string) => boolean): string {
  const { config } = ts.readConfigFile(`${project}/tsconfig.json`, ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, project);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  const own = dirname(host.getDefaultLibFileName(options));
  host.getSourceFile = (file, ...how) => {
    if (dirname(file) !== own) return getSourceFile(file, ...how);
    if (!ownFiles.has(file)) ownFiles.set(file, getSourceFile(file, ...how));
    return ownFiles.get(file);
  };
  const program = ts.createProgram(fileNames, options, host);
  const checked = program.getSourceFiles().filter(({ fileName }) => isChecked(fileName));
  const diagnostics = [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...checked.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  const names = {
    getCanonicalFileName: (file: string) => file,
    getCurrentDirectory: () => project,
    getNewLine: () => "\n",
  };
  return ts.formatDiagnostics(diagnostics, names);
}

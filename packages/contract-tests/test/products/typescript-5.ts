import { dirname } from "node:path";
import ts from "typescript-5";

/** The compiler's own declarations, which are long and the same for everybody: read once. */
const ownFiles = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles a project with TypeScript 5.9 in this process.
 *
 * @param isOurs whether a file is looked at; what is not ours takes longer than all of ours
 * @returns what it complains about, as the command prints it
 */
export function compile(project: string, isOurs: (file: string) => boolean): string {
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
  const looked = program.getSourceFiles().filter(({ fileName }) => isOurs(fileName));
  const found = [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...looked.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  const names = {
    getCanonicalFileName: (file: string) => file,
    getCurrentDirectory: () => project,
    getNewLine: () => "\n",
  };
  return ts.formatDiagnostics(found, names);
}

import type { Command, Option } from 'commander';

/** A shell that can be told what may stand where. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** The shells there are completions for. */
export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** A script for `shell` that completes the command line of `program`. */
export function completionScript(program: Command, shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bashScript(program);
    case 'zsh':
      // zsh runs the functions of bash, and its own lists would say the same.
      return `#compdef bpfopt\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`;
    case 'fish':
      return fishScript(program);
  }
}

const shownOptions = (command: Command): readonly Option[] =>
  [...command.options, ...(command.parent?.options ?? [])].filter(({ hidden }) => !hidden);

const flagsOf = ({ short, long }: Option): readonly string[] =>
  [short, long].filter((flag) => flag !== undefined && flag !== null);

const takesValue = ({ required, optional }: Option): boolean => required || optional;

function bashScript(program: Command): string {
  const names = program.commands.map((command) => command.name());
  return `_bpfopt() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names.join(' ')} --help --version' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${program.commands.flatMap(bashValues).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${program.commands.map(bashFlags).join('\n')}
  esac
  case "$current" in
    -*) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _bpfopt bpfopt
`;
}

/** After an option with choices these are offered, after one with another value files. */
function bashValues(command: Command): readonly string[] {
  return shownOptions(command)
    .filter(takesValue)
    .map((option) => {
      const pattern = flagsOf(option)
        .map((flag) => `'${command.name()} ${flag}'`)
        .join(' | ');
      const words = option.argChoices === undefined ? '-f' : `-W '${option.argChoices.join(' ')}'`;
      return `    ${pattern}) COMPREPLY=($(compgen ${words} -- "$current")); return ;;`;
    });
}

function bashFlags(command: Command): string {
  const flags = [...shownOptions(command).flatMap(flagsOf), '--help'].join(' ');
  return `    ${command.name()}) case "$current" in -*) COMPREPLY=($(compgen -W '${flags}' -- "$current")); return ;; esac ;;`;
}

function fishScript(program: Command): string {
  const commands = program.commands.map(
    (command) =>
      `complete -c bpfopt -n __fish_use_subcommand -a ${command.name()} -d ${inFish(command.description())}`,
  );
  const options = program.commands.flatMap((command) =>
    shownOptions(command).map((option) => fishOption(command, option)),
  );
  return `${[...commands, ...options].join('\n')}\n`;
}

function fishOption(command: Command, option: Option): string {
  const { short, long, description, argChoices } = option;
  return [
    `complete -c bpfopt -n '__fish_seen_subcommand_from ${command.name()}'`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(long === undefined || long === null ? [] : [`-l ${long.slice(2)}`]),
    ...(takesValue(option) ? ['-r'] : []),
    ...(argChoices === undefined ? [] : [`-f -a ${inFish(argChoices.join(' '))}`]),
    `-d ${inFish(description)}`,
  ].join(' ');
}

const inFish = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll(/\s+/g, ' ')}'`;

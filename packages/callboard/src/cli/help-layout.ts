import type { Help, HelpConfiguration } from 'commander';

const widestTerm = 26;
const indent = '  ';

/** How `--help` looks: descriptions in one column; a long term has a line of its own. */
export const helpLayout: HelpConfiguration = {
  subcommandTerm: (command) => command.name(),
  padWidth(command, helper: Help) {
    const terms = [
      ...helper.visibleOptions(command).map((option) => helper.optionTerm(option)),
      ...helper.visibleArguments(command).map((argument) => helper.argumentTerm(argument)),
      ...helper.visibleCommands(command).map((sub) => helper.subcommandTerm(sub)),
    ];
    return Math.max(...terms.map(({ length }) => length).filter((length) => length <= widestTerm));
  },
  formatItem(term: string, termWidth: number, description: string, helper: Help) {
    const width = Math.max(30, (helper.helpWidth ?? 80) - termWidth - 2 * indent.length);
    const column = `\n${indent}${' '.repeat(termWidth)}${indent}`;
    const lines = helper.boxWrap(description, width).split('\n').join(column);
    const shown = helper.styleOptionTerm(term);
    return term.length > termWidth
      ? `${indent}${shown}${column}${lines}`
      : `${indent}${shown}${' '.repeat(termWidth - term.length)}${indent}${lines}`;
  },
  minWidthToWrap: 20,
};

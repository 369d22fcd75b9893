#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/quoted.h"

namespace errwatch::cli {
namespace {

using Options = std::vector<const CLI::Option*>;

std::vector<const CLI::App*> Commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

// Those that begin with a dash and are shown by --help.
Options Dashed(const CLI::App& app) {
  return app.get_options(
      [](const CLI::Option* option) { return !option->get_positional() && !option->get_group().empty(); });
}

// "text|json" -> "text json", "text|FILE" -> "text"; empty where any word may stand.
std::string Choices(const CLI::Option& option) {
  const std::string all = option.get_type_name();
  if (all.find('|') == std::string::npos) return {};
  std::string choices;
  for (const std::string& word : CLI::detail::split(all, '|')) {
    if (!std::ranges::all_of(word, IsUpper)) choices.append(choices.empty() ? "" : " ").append(word);
  }
  return choices;
}

bool TakesFile(const CLI::Option& option) { return option.get_type_name() == "FILE"; }
bool TakesWord(const CLI::Option& option) { return !option.get_type_name().empty(); }

// "-f --format"
std::string Names(const CLI::Option& option, std::string_view between) {
  std::string names;
  for (const std::string& name : option.get_snames())
    names.append(names.empty() ? "" : between).append("-" + name);
  for (const std::string& name : option.get_lnames())
    names.append(names.empty() ? "" : between).append("--" + name);
  return names;
}

// With a backslash before what means something to who reads it.
std::string Escaped(std::string_view text, std::string_view meaningful) {
  std::string escaped;
  for (const char c : text) {
    if (meaningful.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string CommandNames(const CLI::App& app, std::string_view between) {
  std::string names;
  for (const CLI::App* command : Commands(app))
    names.append(names.empty() ? "" : between).append(command->get_name());
  return names;
}

std::string BashWords(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : Dashed(command)) words += (words.empty() ? "" : " ") + Names(*option, " ");
  return words;
}

// What follows an option: "scan:-f|scan:--format) words='text json' ;;"
void AppendBashValues(const CLI::App& command, std::string& script) {
  for (const CLI::Option* option : Dashed(command)) {
    if (!TakesWord(*option)) continue;
    const std::string place = command.get_parent() == nullptr ? "" : command.get_name();
    script += "    " + place + ":" + Names(*option, "|" + place + ":") + ") ";
    script += TakesFile(*option) ? "return ;;\n" : "words=" + InShellQuotes(Choices(*option)) + " ;;\n";
  }
}

// Where nothing is offered, bash offers files (complete -o default).
std::string Bash(const CLI::App& app) {
  std::string script =
      "# Completion of errwatch for bash. Written by errwatch --completion bash.\n"
      "_errwatch() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word words=\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in\n"
      "      " +
      CommandNames(app, "|") +
      ") command=$word; break ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case $command:$before in\n";
  AppendBashValues(app, script);
  for (const CLI::App* command : Commands(app)) AppendBashValues(*command, script);
  script += "    *)\n      case $command in\n";
  for (const CLI::App* command : Commands(app))
    script += "        " + command->get_name() + ") words=" + InShellQuotes(BashWords(*command)) + " ;;\n";
  script += "        *) words=" + InShellQuotes(CommandNames(app, " ") + " " + BashWords(app)) +
            " ;;\n"
            "      esac\n"
            "      [[ -z $command || $current == -* ]] || return ;;\n"
            "  esac\n"
            "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
            "}\n"
            "complete -o default -F _errwatch errwatch\n";
  return script;
}

// _arguments takes "'(-f --format)'{-f,--format}'[what it does]:TYPE:(text json)'".
std::string ZshOption(const CLI::Option& option) {
  std::string names = Names(option, ",");
  if (names.find(',') != std::string::npos) names = "'(" + Names(option, " ") + ")'{" + names + "}";
  std::string rest = "[" + Escaped(option.get_description(), "[]:\\") + "]";
  if (TakesWord(option)) {
    rest += ":" + Escaped(option.get_type_name(), ":") + ":";
    if (TakesFile(option)) rest += "_files";
    if (const std::string choices = Choices(option); !choices.empty()) rest += "(" + choices + ")";
  }
  return names + InShellQuotes(rest);
}

void AppendZshOptions(const CLI::App& app, std::string& script) {
  script += "_arguments -s";
  for (const CLI::Option* option : Dashed(app)) script += " \\\n        " + ZshOption(*option);
}

std::string Zsh(const CLI::App& app) {
  std::string script =
      "#compdef errwatch\n"
      "# Completion of errwatch for zsh. Written by errwatch --completion zsh.\n"
      "_errwatch() {\n"
      "  local context state line curcontext=$curcontext\n"
      "  local -a commands=(\n";
  for (const CLI::App* command : Commands(app))
    script +=
        "    " + InShellQuotes(command->get_name() + ":" + Escaped(command->get_description(), ":\\")) + "\n";
  script += "  )\n  ";
  AppendZshOptions(app, script);
  script +=
      " \\\n        '1: :->command' '*:: :->words'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    words)\n"
      "      case $line[1] in\n";
  for (const CLI::App* command : Commands(app)) {
    script += "      " + command->get_name() + ") ";
    AppendZshOptions(*command, script);
    script += " \\\n        '*: :_files' ;;\n";
  }
  return script +
         "      esac ;;\n"
         "  esac\n"
         "}\n"
         "_errwatch \"$@\"\n";
}

void AppendFishOptions(const CLI::App& app, const std::string& when, std::string& script) {
  for (const CLI::Option* option : Dashed(app)) {
    script += "complete -c errwatch -n " + InShellQuotes(when);
    for (const std::string& name : option->get_snames()) script += " -s " + name;
    for (const std::string& name : option->get_lnames()) script += " -l " + name;
    if (TakesWord(*option)) script += TakesFile(*option) ? " -r -F" : " -x";
    if (const std::string choices = Choices(*option); !choices.empty())
      script += " -a " + InShellQuotes(choices);
    script += " -d " + InShellQuotes(Escaped(option->get_description(), "\\")) + "\n";
  }
}

std::string Fish(const CLI::App& app) {
  std::string script = "# Completion of errwatch for fish. Written by errwatch --completion fish.\n";
  for (const CLI::App* command : Commands(app))
    script += "complete -c errwatch -f -n __fish_use_subcommand -a " + command->get_name() + " -d " +
              InShellQuotes(Escaped(command->get_description(), "\\")) + "\n";
  AppendFishOptions(app, "__fish_use_subcommand", script);
  for (const CLI::App* command : Commands(app))
    AppendFishOptions(*command, "__fish_seen_subcommand_from " + command->get_name(), script);
  return script;
}

}  // namespace

std::optional<std::string> CompletionFor(std::string_view shell, const CLI::App& app) {
  if (shell == "bash") return Bash(app);
  if (shell == "zsh") return Zsh(app);
  if (shell == "fish") return Fish(app);
  return std::nullopt;
}

}  // namespace errwatch::cli

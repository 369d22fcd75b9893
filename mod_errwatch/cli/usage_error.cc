#include "cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "base/nearest_name.h"
#include "base/quoted.h"

namespace errwatch::cli {
namespace {

std::string SubcommandNames(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands({}))
    names.append(names.empty() ? "" : ", ").append(command->get_name());
  return names;
}

// "--config, --state"; an option that is not shown is not suggested.
std::string OptionNames(const CLI::App& command) {
  std::string names;
  for (const CLI::Option* option : command.get_options({})) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames())
      names.append(names.empty() ? "--" : ", --").append(name);
  }
  return names;
}

// The subcommand that was given, or the program itself.
const CLI::App& CommandOf(const CLI::App& app) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  return given.empty() ? app : *given.front();
}

// Its name may be the subcommand's.
bool Is(const CLI::Error& error, CLI::ExitCodes kind) {
  return error.get_exit_code() == static_cast<int>(kind);
}

// "; scan and explain have it": other subcommands; empty where none has it or so many that it says nothing.
std::string WhoHas(const CLI::App& app, const std::string& name) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> names;
  for (const CLI::App* other : app.get_subcommands({})) {
    const CLI::Option* option = name.starts_with("--") ? other->get_option_no_throw(name) : nullptr;
    if (option != nullptr && !option->get_group().empty()) names.push_back(other->get_name());
  }
  if (names.empty() || names.size() > kMost) return "";
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "; " : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text + (names.size() == 1 ? " has it" : " have it");
}

std::string WhatIsLeft(const CLI::App& app, const std::vector<std::string>& left) {
  const CLI::App& command = CommandOf(app);
  for (const std::string& word : left) {
    if (word.size() < 2 || !word.starts_with('-')) continue;
    const std::string name = word.substr(0, word.find('='));
    if (const std::string others = &command == &app ? "" : WhoHas(app, name); !others.empty())
      return command.get_name() + " has no option " + Quoted(name) + others;
    return "there is no option " + Quoted(name) + DidYouMean(name, OptionNames(command));
  }
  if (&command != &app) return Quoted(left.front()) + " is one argument too many";
  const std::string names = SubcommandNames(app);
  const CLI::Option* option = app.get_option_no_throw("--" + left.front());
  return Quoted(left.front()) + " is no subcommand; there are " + names +
         (option != nullptr && !option->get_group().empty() ? "; did you mean --" + left.front() + "?"
                                                            : DidYouMean(left.front(), names));
}

// CLI11's words, where an operator would not know what they mean. It calls a place by the name that the
// program has for it; shown is what it takes.
std::string AsShown(const CLI::App& command, std::string what) {
  if (command.get_name() == "check" && what.starts_with("files requires"))
    return "logs are for --diff alone: name the configuration with --config FILE";
  for (const CLI::Option* option : command.get_options({})) {
    if (!option->get_positional()) continue;
    const std::string name = option->get_name(true, false);
    for (const char* between : {" is required", " requires ", " excludes "}) {
      if (what.starts_with(name + between)) what.replace(0, name.size(), option->get_type_name());
    }
    for (const char* before : {" requires ", " excludes "}) {
      if (what.ends_with(before + name))
        what.replace(what.size() - name.size(), name.size(), option->get_type_name());
    }
  }
  // "--most: 1 required N missing"
  constexpr std::string_view kRequired = ": 1 required ", kMissing = " missing";
  if (const std::size_t at = what.find(kRequired); at != std::string::npos && what.ends_with(kMissing)) {
    const std::size_t begin = at + kRequired.size();
    return what.substr(0, at) + " needs " + what.substr(begin, what.size() - kMissing.size() - begin);
  }
  // "Could not convert: --quiet = maybe": of a flag
  constexpr std::string_view kConvert = "Could not convert: ";
  if (what.starts_with(kConvert))
    return what.substr(kConvert.size(), what.find(" = ") - kConvert.size()) + " takes no value";
  return what;
}

}  // namespace

std::string ExplainUsageError(const CLI::App* app, const CLI::Error& error) {
  std::string what = error.what();
  const std::vector<std::string> left = CommandOf(*app).remaining();
  const bool no_subcommand = app->get_subcommands().empty();
  if (!left.empty() && (no_subcommand || Is(error, CLI::ExitCodes::ExtrasError))) {
    what = WhatIsLeft(*app, left);
  } else if (no_subcommand && Is(error, CLI::ExitCodes::RequiredError)) {
    what = "which subcommand? There are " + SubcommandNames(*app);
  }
  const CLI::App& command = CommandOf(*app);
  what = AsShown(command, what);
  const std::string name = &command == app ? std::string() : command.get_name() + " ";
  return what + "\nRun errwatch " + name + "--help for more information.\n";
}

}  // namespace errwatch::cli

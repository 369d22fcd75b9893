#include "cli/shared_options.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/language.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "model/category.h"

namespace errwatch::cli {
namespace {

const std::map<std::string, InputKind> kInputs = {
    {"log", InputKind::kLog}, {"access", InputKind::kAccess}, {"jsonl", InputKind::kJsonl}};

// One of a few names; the message says which was meant.
CLI::Validator Among(const std::vector<std::string>& names) {
  const std::string list = CLI::detail::join(names, ", ");
  return CLI::Validator(
      [names, list](const std::string& text) {
        if (std::find(names.begin(), names.end(), text) != names.end()) return std::string();
        return Quoted(text) + " is none of " + list + DidYouMean(text, list);
      },
      "");
}

}  // namespace

void AddConfig(CLI::App* command, std::string& config, const char* what) {
  command->add_option("--config,-c", config, what)->type_name("FILE");
}

void AddLive(CLI::App* command, LiveOptions& live, const char* config) {
  command
      ->add_option("--state,-s", live.state,
                   "The server's ErrWatchStateFile; without it $ERRWATCH_STATE_FILE, the file that --config "
                   "or this installation's configuration names, or the installed default")
      ->type_name("FILE");
  AddConfig(command, live.config, config);
}

void AddFormat(CLI::App* command, std::string& format, const std::vector<std::string>& names) {
  command->add_option("--format,-f", format, "Form of the output")
      ->check(Among(names))
      ->capture_default_str()
      ->type_name(CLI::detail::join(names, "|"));
}

void AddLanguage(CLI::App* command, std::string& language, const char* what) {
  const std::vector<std::string> tags(kLanguageTags.begin(), kLanguageTags.end());
  command->add_option("--lang", language, what)
      ->check(Among(tags))
      ->capture_default_str()
      ->type_name(CLI::detail::join(tags, "|"));
}

std::vector<CLI::Option*> AddInput(CLI::App* command, InputOptions& input) {
  CLI::Option* kind =
      command
          ->add_option_function<std::string>(
              "--input,-i", [&input](const std::string& name) { input.kind = kInputs.at(name); },
              "What the files hold: log (error-log lines of any common ErrorLogFormat), access (those of an "
              "access log) or jsonl (one entry a line); without it their first lines tell error and access "
              "logs")
          ->check(Among({"log", "access", "jsonl"}))
          ->type_name("log|access|jsonl");
  CLI::Option* format =
      command
          ->add_option(
              "--log-format", input.log_format,
              "How lines of access logs are written: a name that is known here, the name of a LogFormat or "
              "the "
              "file of a CustomLog in the configuration, or the text of a LogFormat; without it their lines "
              "tell")
          ->type_name(CLI::detail::join(NamedAccessFormats(), "|") + "|FORMAT");
  return {kind, format};
}

CLI::Option* AddBounds(CLI::App* command, ReadBounds& bounds) {
  return command->add_flag_callback(
      kUnboundedOption, [&bounds] { bounds = ReadBounds::None(); },
      "Read lines of any length, and packed logs whatever they unpack to");
}

CLI::Option* AddVhost(CLI::App* command, std::string& vhost, const char* what) {
  return command->add_option("--vhost", vhost, what)->type_name("NAME");
}

void AddPeriod(CLI::App* command, FilterOptions& filter) {
  command
      ->add_option(
          "--since", filter.since,
          "Only entries from then on: a time (without a zone it is local time), a day, today, yesterday, or "
          "10m, 36h, 7d ago")
      ->type_name("TIME")
      ->group("Filters");
  command->add_option("--until", filter.until, "Only entries before then")
      ->type_name("TIME")
      ->group("Filters");
}

CLI::Validator From(uint64_t least) {
  return CLI::Validator(
      [least](const std::string& text) {
        uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool fits = error == std::errc() && end == text.data() + text.size() && number >= least;
        return fits ? std::string() : Quoted(text) + " is no number from " + std::to_string(least) + " on";
      },
      "");
}

void RefuseEmptyValues(CLI::App& command) {
  const CLI::Validator given(
      [](const std::string& text) { return text.empty() ? std::string("\"\" is empty") : std::string(); },
      "");
  for (CLI::Option* option : command.get_options({})) {
    // A reason of no words is none.
    if (option->get_items_expected_max() > 0 && !option->check_name("--reason")) option->check(given);
  }
}

CLI::Validator RuleId() {
  return CLI::Validator(
      [](const std::string& text) {
        std::string number = text;
        std::string problem = From(1)(number);
        if (problem.empty() || !ParseCategory(text)) return problem;
        return Quoted(text) + " is a category: write --category " + text;
      },
      "");
}

CLI::Option* AddMostRows(CLI::App* command, std::optional<std::size_t>& most) {
  return AddCount(command, "--most", most, "Rows of each table at most; 0 shows all");
}

CLI::Option* AddThreads(CLI::App* command, unsigned& threads) {
  return AddCount(command, "--threads", threads, "Threads; 0 is one a processor")->capture_default_str();
}

CLI::Option* AddModel(CLI::App* command, std::string& model, const char* what) {
  return command->add_option("--model", model, what)->type_name("FILE");
}

CLI::Option* AddQuiet(CLI::App* command, bool& quiet) {
  return command->add_flag("--quiet,-q", quiet, "No progress bar");
}

}  // namespace errwatch::cli

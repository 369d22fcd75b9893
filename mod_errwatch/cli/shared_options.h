// Options that several subcommands have, and what their values must be.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/logs/entry_filter.h"
#include "cli/logs/entry_reader.h"
#include "cli/logs/read_bounds.h"
#include "cli/scan/input_options.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

inline constexpr const char* kSinceHelp =
    "Only what happened from then on: a time (without a zone it is local time), a day, today, yesterday, or "
    "10m, 36h, 7d ago";

// A whole number. (CLI11's own validators name the limits of a floating-point number.)
CLI::Validator From(uint64_t least);
// Who gives a variable that is not set means something else than who gives nothing.
void RefuseEmptyValues(CLI::App& command);
// A rule by its number. Who names a category has another option in mind.
CLI::Validator RuleId();

void AddConfig(CLI::App* command, std::string& config,
               const char* what = "Configuration with rules and limits; without it the installed rules");
void AddLive(CLI::App* command, LiveOptions& live,
             const char* config = "The server's configuration, for limits and the names of rules");
void AddFormat(CLI::App* command, std::string& format, const std::vector<std::string>& names);
// Its value is one of kLanguageTags.
void AddLanguage(CLI::App* command, std::string& language,
                 const char* what = "Language of the forms for people; JSON is the same in each");
std::vector<CLI::Option*> AddInput(CLI::App* command, InputOptions& input);
CLI::Option* AddBounds(CLI::App* command, ReadBounds& bounds);
CLI::Option* AddVhost(CLI::App* command, std::string& vhost,
                      const char* what = "Use the rules and limits of this virtual host");
// A number of things that are shown.
template <typename Count>
CLI::Option* AddCount(CLI::App* command, const char* name, Count& count, const char* what) {
  return command->add_option(name, count, what)->check(From(0))->type_name("N");
}

// --since and --until.
void AddPeriod(CLI::App* command, FilterOptions& filter);
CLI::Option* AddMostRows(CLI::App* command, std::optional<std::size_t>& most);
CLI::Option* AddThreads(CLI::App* command, unsigned& threads);
// A model of a site, which `errwatch learn` wrote.
CLI::Option* AddModel(CLI::App* command, std::string& model, const char* what);
CLI::Option* AddQuiet(CLI::App* command, bool& quiet);

}  // namespace errwatch::cli

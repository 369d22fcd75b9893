#include "cli/watch_command.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "base/duration.h"
#include "base/quoted.h"
#include "cli/shared_options.h"
#include "cli/watch/watch.h"

namespace errwatch::cli {
namespace {

constexpr Milliseconds kShortestInterval{1000};
constexpr Milliseconds kLongestInterval{3'600'000};

Milliseconds IntervalOf(const std::string& text) {
  const Result<Milliseconds> interval = ParseDuration(text);
  if (!interval) throw CLI::ValidationError("--interval: " + interval.error());
  if (interval.value() < kShortestInterval || interval.value() > kLongestInterval)
    throw CLI::ValidationError("--interval: " + Quoted(text) + " is not between 1s and 1h");
  return interval.value();
}

}  // namespace

void AddWatch(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "watch", "Watch a running server on the terminal; elsewhere a line for each incident as it happens");
  auto options = std::make_shared<WatchOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "jsonl"});
  command
      ->add_option_function<std::string>(
          "--interval", [options](const std::string& text) { options->interval = IntervalOf(text); },
          "How often to look: 1s, 10s, 1m")
      ->default_str("1s")
      ->type_name("DURATION");
  command->callback([options, &run] { run = [options] { return RunWatch(*options); }; });
}

}  // namespace errwatch::cli

#include "cli/anomalies_command.h"

#include <memory>

#include "cli/server/anomalies.h"
#include "cli/shared_options.h"

namespace errwatch::cli {

void AddAnomalies(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "anomalies",
      "Show what a running server takes for usual, its models, and what goes on that many clients share");
  auto options = std::make_shared<AnomaliesOptions>();
  AddLive(command, options->live, "The server's configuration, for its state file");
  AddFormat(command, options->format, {"text", "json"});
  AddCount(command, "--most", options->most, "How many kinds of entries at most in text; 0 shows all")
      ->capture_default_str();
  command->add_flag("--accept", options->accept,
                    "Take what kinds of entries come now for usual, of all virtual hosts, as after a "
                    "deployment; attacks that "
                    "many share and models stay as they are");
  command->callback([options, &run] { run = [options] { return RunAnomalies(*options); }; });
}

}  // namespace errwatch::cli

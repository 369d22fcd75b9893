#include "cli/incident_command.h"

#include <memory>

#include "cli/shared_options.h"
#include "cli/story/incident.h"

namespace errwatch::cli {

void AddIncident(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "incident", "Tell one incident in full, by the number that a refused visitor can name");
  auto options = std::make_shared<IncidentOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "json"});
  AddBounds(command, options->bounds);
  // The number first: behind --events everything is a file.
  command
      ->add_option("number", options->number,
                   "Number of the block (ERRWATCH_INCIDENT), or event.sequence of an event")
      ->required()
      ->type_name("NUMBER");
  command
      ->add_option(
          "--events", options->events,
          "Files of ErrWatchEventLog, also rotated ones and .gz, in any order; without it those that "
          "the server's configuration names, and the rotated ones beside them")
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunIncident(*options); }; });
}

}  // namespace errwatch::cli

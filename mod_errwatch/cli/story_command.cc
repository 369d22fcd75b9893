#include "cli/story_command.h"

#include <memory>

#include "cli/shared_options.h"
#include "cli/story/story.h"

namespace errwatch::cli {

void AddStory(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "story", "Tell what one client did, whether any of it succeeded, and how its blocks ended");
  auto options = std::make_shared<StoryOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "json"});
  command->add_option("--since", options->since, kSinceHelp)->type_name("TIME");
  AddBounds(command, options->bounds);
  // The address first: behind --events everything is a file.
  command
      ->add_option("address", options->address,
                   "Address of the client, or a range that can be blocked as a whole")
      ->required()
      ->type_name("ADDRESS");
  command
      ->add_option(
          "--events", options->events,
          "Files of ErrWatchEventLog, also rotated ones and .gz, in any order; without it those that "
          "the server's configuration names")
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunStory(*options); }; });
}

}  // namespace errwatch::cli

#include "cli/learn_command.h"

#include <memory>

#include "cli/scan/learn.h"
#include "cli/shared_options.h"

namespace errwatch::cli {

void AddLearn(CLI::App& app, std::function<int()>& run) {
  CLI::App* command =
      app.add_subcommand("learn", "Learn from access logs what requests of a site look like, for --model");
  auto options = std::make_shared<LearnOptions>();
  AddConfig(
      command, options->config,
      "Configuration with rules, which leave out attacks that are known; without it the installed rules");
  AddVhost(command, options->vhost, "Use the rules of this virtual host");
  AddInput(command, options->input);
  AddBounds(command, options->bounds);
  command->add_option("--output,-o", options->output, "Where the model is written")
      ->required()
      ->type_name("FILE");
  command->add_option("files", options->files, "Access logs, also .gz; they are read twice")
      ->required()
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunLearn(*options); }; });
}

}  // namespace errwatch::cli

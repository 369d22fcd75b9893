#include "cli/templates_command.h"

#include <memory>

#include "cli/server/templates.h"
#include "cli/shared_options.h"

namespace errwatch::cli {

void AddTemplates(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "templates", "List what kinds of messages a log holds, or a running server has written, and how many");
  auto options = std::make_shared<TemplatesOptions>();
  AddLive(command, options->live, "The server's configuration, for its state file");
  AddFormat(command, options->format, {"text", "json", "csv"});
  AddBounds(command, options->bounds);
  AddCount(command, "--most", options->most, "How many at most in text; 0 shows all")->capture_default_str();
  command
      ->add_option("files", options->files,
                   "Error logs, also .gz; - is standard input; without any the running server's memory")
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunTemplates(*options); }; });
}

}  // namespace errwatch::cli

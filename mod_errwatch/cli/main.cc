// `errwatch`: the command line. One file a subcommand; this one only says what there is.
#include <CLI/CLI.hpp>
#include <functional>

#include "cli/classify.h"
#include "cli/exit_code.h"

namespace errwatch::cli {
namespace {

const std::map<std::string, InputKind> kInputs = {{"log", InputKind::kLog}, {"jsonl", InputKind::kJsonl}};

// Each Add... registers one subcommand; `run` receives what to do when it is the one that was given.
void AddClassify(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand("classify", "Say what each line of a log is evidence of");
  auto options = std::make_shared<ClassifyOptions>();
  command->add_option("--config", options->config,
                      "Configuration with the rules (default: the installed rules)");
  command->add_option("--vhost", options->vhost, "Use the rules of this virtual host");
  command->add_option("--input", options->input, "What the files hold")
      ->transform(CLI::CheckedTransformer(kInputs))
      ->default_str("log");
  command
      ->add_option_function<std::string>(
          "--format", [options](const std::string& name) { options->text = name == "text"; },
          "Form of the results")
      ->check(CLI::IsMember({"jsonl", "text"}))
      ->default_str("jsonl");
  command->add_option("files", options->files, "Log files, .gz too; - for standard input")->required();
  command->callback([options, &run] { run = [options] { return RunClassify(*options); }; });
}

}  // namespace
}  // namespace errwatch::cli

int main(int argc, char** argv) {
  using namespace errwatch::cli;
  CLI::App app("Reads Apache error logs as mod_errwatch does, and looks after a running server", "errwatch");
  std::function<int()> run;
  AddClassify(app, run);
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
    return run();
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "errwatch: %s\n", error.what());
    return kExitNothing;
  }
}

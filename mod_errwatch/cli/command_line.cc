#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string_view>

#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/version.h"
#include "cli/anomalies_command.h"
#include "cli/by_hand_command.h"
#include "cli/completion.h"
#include "cli/config/check.h"
#include "cli/config/list_rules.h"
#include "cli/doctor/doctor.h"
#include "cli/exchange_command.h"
#include "cli/incident_command.h"
#include "cli/learn_command.h"
#include "cli/list_command.h"
#include "cli/man_page.h"
#include "cli/manual.h"
#include "cli/output/terminal.h"
#include "cli/peers_command.h"
#include "cli/report_command.h"
#include "cli/scan/check_diff.h"
#include "cli/scan/classify.h"
#include "cli/scan/explain.h"
#include "cli/scan/scan.h"
#include "cli/server/one_client.h"
#include "cli/server/status.h"
#include "cli/shared_options.h"
#include "cli/story_command.h"
#include "cli/tables.h"
#include "cli/templates_command.h"
#include "cli/usage_error.h"
#include "cli/watch_command.h"

namespace errwatch::cli {
namespace {

using Run = std::function<int()>;

// Each Add... describes one subcommand; `run` receives what to do when it is the one that was given.
void AddClassify(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("classify", "Say what each line of a log is evidence of, one result a line");
  auto options = std::make_shared<ClassifyOptions>();
  AddConfig(command, options->config);
  AddVhost(command, options->vhost, "Use the rules of this virtual host");
  AddInput(command, options->input);
  AddBounds(command, options->bounds);
  AddFormat(command, options->format, {"jsonl", "text"});
  AddModel(command, options->model, "Say of requests how unlike those of this model of the site they are");
  command->add_option("files", options->files, "Log files, also .gz; - is standard input")
      ->required()
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunClassify(*options); }; });
}

void AddFilters(CLI::App* command, FilterOptions& filter) {
  command->add_option("--client", filter.clients, "Only entries of this address or range; may be repeated")
      ->type_name("ADDRESS")
      ->group("Filters");
  command->add_option("--category", filter.categories, "Only entries of this category; may be repeated")
      ->type_name("NAME")
      ->group("Filters");
  command->add_option("--rule", filter.rules, "Only entries that this rule matches; may be repeated")
      ->check(RuleId())
      ->type_name("ID")
      ->group("Filters");
  AddPeriod(command, filter);
  command->add_option("--level", filter.level, "Only entries of this level or a more severe one")
      ->type_name("LEVEL")
      ->group("Filters");
}

void AddFollow(CLI::App* command, ScanOptions& options) {
  CLI::Option* follow =
      command
          ->add_flag("--follow", options.follow,
                     "Go on reading what is added, also after a rotation, and tell each block as it happens; "
                     "SIGINT and SIGTERM end it")
          ->excludes("--threads")
          ->group("Following");
  command->add_flag("--tail", options.tail, "Leave out what is in the files already")
      ->needs(follow)
      ->group("Following");
}

void AddScan(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("scan", "Sum up old logs and tell who would have been blocked, when and why");
  auto options = std::make_shared<ScanOptions>();
  AddConfig(command, options->config);
  AddVhost(command, options->vhost);
  AddInput(command, options->input);
  AddBounds(command, options->bounds);
  AddFormat(command, options->format, {"text", "json", "jsonl", "csv", "markdown", "html"});
  AddLanguage(command, options->language,
              "Language of text, markdown and html; the others are the same in each");
  AddFilters(command, options->filter);
  AddMostRows(command, options->most);
  AddThreads(command, options->threads);
  command->add_flag(
      "--anomalies", options->anomalies,
      "Look for what no rule knows, too: new kinds of entries, bursts, silence, shared attacks");
  command->add_flag("--unparsed", options->unparsed, "Show lines that could not be read, on standard error");
  AddQuiet(command, options->quiet);
  AddFollow(command, *options);
  AddModel(command, options->model, "Also tell requests that are unlike those of this model of the site")
      ->excludes("--follow");
  command
      ->add_option("--access-log", options->access_logs,
                   "An access log beside the others: requests and what the error log says of them are judged "
                   "together; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command->add_option("files", options->files, "Log files, also .gz, in any order; - is standard input")
      ->required()
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunScan(*options); }; });
}

void AddExplain(CLI::App& app, Run& run) {
  CLI::App* command = app.add_subcommand(
      "explain", "Say why one entry got its category, and what is still missing to a block");
  auto options = std::make_shared<ExplainOptions>();
  AddConfig(command, options->config);
  AddVhost(command, options->vhost);
  AddInput(command, options->input);
  AddBounds(command, options->bounds);
  AddFormat(command, options->format, {"text", "json"});
  AddModel(command, options->model,
           "Say of a request how unlike those of this model of the site it is, and by what");
  command->add_flag("--all,-a", options->all, "Every rule, with the reason why it does not match");
  CLI::Option* file = command
                          ->add_option("--file", options->file,
                                       "Take the line from this log, and count what its client did before")
                          ->type_name("FILE");
  CLI::Option* number = command->add_option("--number,-n", options->number, "Which line of it, from 1")
                            ->check(From(1))
                            ->type_name("N")
                            ->needs(file);
  file->needs(number);
  command
      ->add_option("line", options->line, "The line itself, in quotes; - takes the first of standard input")
      ->type_name("LINE")
      ->excludes(file);
  command->callback([options, &run] {
    if (options->line.empty() && options->file.empty()) throw CLI::RequiredError("LINE, - or --file");
    run = [options] { return RunExplain(*options); };
  });
}

void AddStatus(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("status", "Show what a running server has counted, whom it blocks and why");
  auto options = std::make_shared<StatusOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "json", "prometheus", "html", "auto"});
  AddLanguage(command, options->language, "Language of the form html; the others are the same in each");
  AddCount(command, "--clients", options->clients, "How many clients at most")->capture_default_str();
  AddCount(command, "--incidents", options->incidents, "How many incidents at most")->capture_default_str();
  command->callback([options, &run] { run = [options] { return RunStatus(*options); }; });
}

void AddClients(CLI::App& app, Run& run) {
  CLI::App* command = app.add_subcommand("clients", "List the clients that a running server knows");
  auto options = std::make_shared<ClientsOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "json", "csv"});
  CLI::Option* blocked =
      command->add_flag("--blocked,-b", options->blocked, "Only those that are out: denied now");
  command
      ->add_flag("--would-block", options->would_block,
                 "Only those that would be out, were ErrWatchEngine not DetectionOnly")
      ->excludes(blocked);
  CLI::Option* joined =
      command->add_flag("--joined", options->joined, "Only those that are part of an attack that many share")
          ->excludes(blocked);
  CLI::Option* allowed =
      command->add_flag("--allowed", options->allowed, "Who is allowed at run time, instead: errwatch allow")
          ->excludes(blocked)
          ->excludes(joined);
  CLI::Option* exempt =
      command
          ->add_flag(
              "--exempt", options->exempt,
              "All whom no block denies, instead: on a list of the configuration, allowed at run time, "
              "confirmed crawlers, proxies")
          ->excludes(blocked)
          ->excludes(joined)
          ->excludes(allowed);
  command
      ->add_option(
          "--since", options->since,
          "Only those that did something since then: a time, a day, today, yesterday, or 10m, 36h, 7d ago")
      ->type_name("TIME");
  CLI::Option* most =
      AddCount(command, "--most", options->most, "How many at most; 0 shows all")->capture_default_str();
  command->add_option("address", options->address, "This client alone, in detail, or a blocked range")
      ->type_name("ADDRESS")
      ->excludes(most)
      ->excludes(joined)
      ->excludes(allowed)
      ->excludes(exempt);
  command->callback([options, &run] {
    run = [options] { return options->address.empty() ? RunClients(*options) : RunOneClient(*options); };
  });
}

// The options that only make sense beside --diff.
void AddDiff(CLI::App* command, CLI::Option* diff, CheckDiffOptions& options) {
  constexpr const char* kGroup = "With --diff";
  std::vector<CLI::Option*> all = AddInput(command, options.input);
  for (CLI::Option* option :
       {AddVhost(command, options.vhost, "Compare the rules and limits of this virtual host"),
        AddBounds(command, options.bounds), AddMostRows(command, options.most),
        AddThreads(command, options.threads), AddQuiet(command, options.quiet)})
    all.push_back(option);
  for (CLI::Option* option : all) option->needs(diff)->group(kGroup);
  CLI::Option* files =
      command->add_option("files", options.files, "With --diff: log files, also .gz; - is standard input")
          ->type_name("FILE");
  files->needs(diff);
  diff->needs(files);
}

void AddCheck(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("check", "Find what is wrong with a configuration, or compare two of them on a log");
  auto options = std::make_shared<CheckOptions>();
  auto compared = std::make_shared<CheckDiffOptions>();
  AddConfig(command, options->config);
  AddFormat(command, options->format, {"text", "json"});
  CLI::Option* strict = command->add_flag("--strict", options->strict, "Warnings make the check fail too");
  CLI::Option* diff =
      command
          ->add_option("--diff,-d", compared->after,
                       "Compare --config (before) with this configuration (after) on logs: who would be "
                       "blocked more, who less")
          ->type_name("FILE")
          ->excludes(strict);
  AddDiff(command, diff, *compared);
  command->callback([options, compared, &run] {
    compared->before = options->config;
    compared->format = options->format;
    const bool compare = !compared->after.empty();
    run = [options, compared, compare] { return compare ? RunCheckDiff(*compared) : RunCheck(*options); };
  });
}

void AddRules(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("rules", "List the rules in force, and where each of them comes from");
  auto options = std::make_shared<ListRulesOptions>();
  AddConfig(command, options->config);
  AddVhost(command, options->vhost, "Those of this virtual host");
  AddFormat(command, options->format, {"text", "json", "csv"});
  command->callback([options, &run] { run = [options] { return RunListRules(*options); }; });
}

void AddDoctor(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("doctor", "Look at this machine's installation: what is wrong, and what to do");
  auto options = std::make_shared<DoctorOptions>();
  AddLive(command, options->live, "The file that httpd reads first; without it the usual one");
  AddFormat(command, options->format, {"text", "json"});
  command->callback([options, &run] { run = [options] { return RunDoctor(*options); }; });
}

// In the order of --help.
constexpr auto kSubcommands = std::to_array<void (*)(CLI::App&, Run&)>(
    {&AddClassify, &AddScan,  &AddReport, &AddExplain, &AddLearn,     &AddStatus,    &AddClients, &AddStory,
     &AddIncident, &AddWatch, &AddBlock,  &AddUnblock, &AddAllow,     &AddDisallow,  &AddExport,  &AddImport,
     &AddExchange, &AddPeers, &AddCheck,  &AddRules,   &AddTemplates, &AddAnomalies, &AddDoctor});

void PrintInsteadOfRunning(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  throw CLI::Success();
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  CLI::App app("Reads Apache error logs as mod_errwatch does, and looks after a running server", "errwatch");
  app.set_version_flag("--version", "errwatch " + std::string(kVersion));
  app.require_subcommand(1);
  app.failure_message(&ExplainUsageError);
  app.add_flag_callback(
      "--man", [&app] { PrintInsteadOfRunning(ManPage(app)); },
      "Print the manual page, to be shown by man -l -");
  std::string shell;
  app.add_option("--completion", shell, "Print what makes this shell complete the command line")
      ->type_name(std::string(kShells))
      ->each([&app](const std::string& name) {
        const std::optional<std::string> script = CompletionFor(name, app);
        if (!script)
          throw CLI::ValidationError(Quoted(name) + " is none of bash, zsh, fish" +
                                     DidYouMean(name, "bash, zsh, fish"));
        PrintInsteadOfRunning(*script);
      });
  // For scripts/check_docs.py, not for operators: neither --help nor the manual page shows it.
  app.add_flag_callback("--tables", [] { PrintInsteadOfRunning(BuiltInTables()); })->group("");
  Run run;
  for (const auto add : kSubcommands) add(app, run);
  app.footer(HelpFooter(""));
  for (CLI::App* command : app.get_subcommands({})) {
    command->footer(HelpFooter(command->get_name()));
    RefuseEmptyValues(*command);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // What was typed may come from a log: it is shown, never obeyed.
    std::ostringstream said;
    const int code = app.exit(error, std::cout, said);
    for (std::string_view rest = std::string_view(said.view()); !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::fputs((Printable(rest.substr(0, end)) + "\n").c_str(), stderr);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return code == 0 ? kExitDone : kExitUsage;
  }
  return run();
}

}  // namespace errwatch::cli

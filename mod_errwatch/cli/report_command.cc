#include "cli/report_command.h"

#include <memory>

#include "cli/report/mail_message.h"
#include "cli/report/report.h"
#include "cli/shared_options.h"

namespace errwatch::cli {
namespace {

// Also of an empty one: a variable of a cron job that is not set is no wish to have it printed.
std::string IsAddress(const std::string& addresses) {
  const Status address = CheckMailAddress(addresses);
  return address ? std::string() : address.error();
}

void AddMail(CLI::App* command, ReportOptions& options) {
  constexpr const char* kGroup = "Mail";
  CLI::Option* mail = command
                          ->add_option("--mail", options.mail,
                                       "Send the report there, as text with the page attached, instead of "
                                       "printing it; nothing is sent where nothing was found")
                          ->type_name("ADDRESS")
                          ->check(IsAddress)
                          ->group(kGroup);
  command->add_flag("--mail-always", options.mail_always, "Send it where nothing was found, too")
      ->needs(mail)
      ->group(kGroup);
  command->add_option("--sendmail", options.sendmail, "The program that takes the mail, as sendmail -t does")
      ->needs(mail)
      ->capture_default_str()
      ->type_name("PROGRAM")
      ->group(kGroup);
}

void AddSources(CLI::App* command, ReportOptions& options) {
  constexpr const char* kGroup = "Sources";
  command
      ->add_option("--events", options.events,
                   "Files of ErrWatchEventLog, also rotated and packed ones: what the server did")
      ->type_name("FILE")
      ->group(kGroup);
  command
      ->add_option("--access-log", options.access_logs,
                   "Access logs: all that each hostile client asked for, and what was answered")
      ->type_name("FILE")
      ->group(kGroup);
  command->add_option("--state,-s", options.state, "A server's ErrWatchStateFile: whom it blocks now")
      ->type_name("FILE")
      ->group(kGroup);
  command
      ->add_option("--docroot", options.docroot,
                   "List what changed below this directory since the attack began; links are not followed")
      ->type_name("DIR")
      ->group(kGroup);
}

}  // namespace

void AddReport(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "report", "Write an incident report: what happened, how far it went, and what to do");
  auto options = std::make_shared<ReportOptions>();
  AddConfig(command, options->config);
  AddVhost(command, options->vhost);
  AddInput(command, options->input);
  AddBounds(command, options->bounds);
  AddFormat(command, options->format, {"text", "markdown", "html", "json"});
  AddLanguage(command, options->language);
  command
      ->add_option("--client", options->filter.clients,
                   "Only entries of this address or range; may be repeated")
      ->type_name("ADDRESS")
      ->group("Filters");
  AddPeriod(command, options->filter);
  command->add_option("--gap", options->gap, "A pause this long ends an incident: 90s, 10m, 1h")
      ->capture_default_str()
      ->type_name("DURATION");
  AddCount(command, "--most", options->most, "Incidents told one by one, and rows of a table; 0 shows all");
  command->add_flag("--anomalies", options->anomalies,
                    "Look in the logs for what no rule knows, too; implied by ErrWatchAnomalies On");
  command->add_flag("--anonymize", options->anonymize,
                    "Replace addresses, names of users and long random words; there is no way back");
  AddThreads(command, options->threads);
  AddQuiet(command, options->quiet);
  AddSources(command, *options);
  AddMail(command, *options);
  command
      ->add_option(
          "files", options->files,
          "Error logs, also .gz, in any order; - is standard input. Without this, --events and --state: the "
          "memory and the event logs of the running server")
      ->type_name("FILE");
  command->callback([options, &run] { run = [options] { return RunReport(*options); }; });
}

}  // namespace errwatch::cli

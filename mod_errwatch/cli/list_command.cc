#include "cli/list_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/server/export.h"
#include "cli/server/import.h"
#include "cli/shared_options.h"
#include "model/scope_name.h"

namespace errwatch::cli {
namespace {

// It stands in a line for a shell.
std::string CheckedJail(const std::string& name) {
  const bool is_name = IsPlainName(name, name.size()) && name.front() != '-';
  return is_name ? "" : "is no name of a jail: letters, digits, - and _";
}

}  // namespace

void AddExport(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "export",
      "Write who is denied, or allowed, as a list for another server, a firewall, fail2ban or CrowdSec");
  auto options = std::make_shared<ExportOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"json", "csv", "plain", "fail2ban", "crowdsec", "nftables", "httpd"});
  command->add_flag("--blocked,-b", options->blocked, "Who is denied now; without either this");
  CLI::Option* allowed = command->add_flag("--allowed", options->allowed, "Who is allowed at run time");
  command->add_option("--jail", options->jail, "Jail of fail2ban that is to ban them")
      ->capture_default_str()
      ->check(CLI::Validator(&CheckedJail, "", "jail"))
      ->type_name("NAME");
  command->callback([options, allowed, &run] {
    // A guard that bans would ban them.
    const bool bans =
        options->format == "fail2ban" || options->format == "crowdsec" || options->format == "nftables";
    if (allowed->count() != 0 && bans)
      throw CLI::ValidationError(
          "--allowed", "goes with json, csv, plain and httpd: the others are lists of those to ban");
    if (options->blocked && options->allowed && options->format == "plain")
      throw CLI::ValidationError("--blocked",
                                 "and --allowed are two lists: plain does not tell which is which");
    run = [options] { return RunExport(*options); };
  });
}

void AddImport(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "import", "Block who is on a list: of errwatch export, of fail2ban or CrowdSec, or one address a line");
  auto options = std::make_shared<ImportOptions>();
  AddLive(command, options->live);
  command->add_option("file", options->file, "The list; - is standard input")->required()->type_name("FILE");
  command
      ->add_option("--from", options->form,
                   "How the list is written: auto, json, csv, plain, fail2ban or crowdsec")
      ->capture_default_str()
      ->check(CLI::IsMember(std::vector<std::string>(kListFormNames.begin(), kListFormNames.end())))
      ->type_name("NAME");
  command
      ->add_option("--for", options->duration, "For how long, where the list does not say: 90s, 10m, 36h, 7d")
      ->capture_default_str()
      ->type_name("DURATION");
  command->add_option("--scope", options->scope, "In which ErrWatchScope, where the list does not say")
      ->capture_default_str()
      ->type_name("NAME");
  command->add_option("--reason", options->reason, "Why, instead of what the list says")->type_name("TEXT");
  command->add_flag("--force", options->force, "As for errwatch block");
  command->add_flag("--dry-run", options->dry_run, "Say what would be done, and do nothing");
  AddFormat(command, options->format, {"text", "json"});
  command->callback([options, &run] { run = [options] { return RunImport(*options); }; });
}

}  // namespace errwatch::cli

#include "cli/manual.h"

#include "cli/config/installed_paths.h"

namespace errwatch::cli {
namespace {

constexpr std::string_view kLog =
    "Error logs of httpd 2.2 and 2.4 in any common ErrorLogFormat, also with the prefixes of syslog, "
    "journald and "
    "containers. Times without a zone are local time (TZ). Gzip is recognised by content.";
constexpr std::string_view kAccess =
    "Access logs of httpd in the common formats, in JSON, or in what --log-format says: a name, or the text "
    "of a "
    "LogFormat. Beside an error log both are judged together, each request once.";
constexpr std::string_view kJsonl =
    "One entry a line as a JSON object: time, level, module, ah, message, client, vhost, method, uri, "
    "headers, "
    "status. One of message and status is needed; unknown fields are skipped.";

const std::vector<ManualEntry>& ExitCodes() {
  static const std::vector<ManualEntry> codes = {
      {"0", "done"},
      {"1", "nothing usable, or check or doctor found something wrong"},
      {"2", "usage, or doctor could not look"}};
  return codes;
}

}  // namespace

std::vector<ManualSection> ManualSections() {
  return {
      {"INPUT",
       {"Files by name, - for standard input. What they hold is told by their first lines, or by "
        "--input:"},
       {{"log", kLog}, {"access", kAccess}, {"jsonl", kJsonl}}},
      {"EXIT STATUS", {}, ExitCodes()},
      {"ENVIRONMENT",
       {},
       {{"ERRWATCH_CONFIG", "Configuration that is read without --config."},
        {"ERRWATCH_STATE_FILE", "State file of the server that is looked at without --state."},
        {"NO_COLOR", "Not empty: no colours on a terminal."},
        {"TZ", "Time zone of logs that name none."}}},
      {"FILES",
       {},
       {{Installed().rules,
         "Rules in force without --config. Those that lie beside the program (share/errwatch/rules) come "
         "first."},
        {Installed().state_file, "State file of a running server, unless ErrWatchStateFile names another."},
        {Installed().httpd_conf, "Is looked at for ErrWatchStateFile where nothing else is named."}}},
  };
}

std::vector<ManualExample> ManualExamples() {
  return {
      {"classify", "tail -F error.log | errwatch classify --format text -",
       "Say of each entry what it is, as it comes."},
      {"scan", "errwatch scan /var/log/apache2/error.log*",
       "Who would have been blocked, and why? Rotated logs are read in their order."},
      {"scan", "errwatch scan --format html --since 2026-11-01 error.log > report.html",
       "The same of one month, as a page."},
      {"scan", "errwatch scan error.log --access-log access.log",
       "The same with all requests, as the server would have seen them."},
      {"scan", "errwatch scan --follow /var/log/apache2/error.log", "Tell each block as it happens."},
      {"report", "errwatch report error.log* --access-log access.log* --docroot /var/www",
       "What happened, how far did it go, and what is to be done?"},
      {"report", "errwatch report -q --since yesterday --until today --mail root /var/log/apache2/error.log*",
       "Yesterday's report by mail, for cron: nothing is sent where nothing was found."},
      {"explain", "errwatch explain --file error.log --number 4711",
       "Why is this line taken for an attack, and how near is its client to a block?"},
      {"check", "errwatch check --config /etc/apache2/apache2.conf",
       "Which rules does LogLevel keep from ever seeing their message?"},
      {"rules", "errwatch rules --config /etc/apache2/apache2.conf --vhost www.example.org",
       "Which rules are in force there, after ErrWatchRuleRemove and Include?"},
      {"templates", "errwatch templates /var/log/apache2/error.log*",
       "What kinds of messages are there, and how many of each?"},
      {"templates", "errwatch templates", "Which of them has the running server met?"},
      {"anomalies", "errwatch anomalies", "How often does which kind of entry come, and what goes on now?"},
      {"anomalies", "errwatch anomalies --accept", "A new version is deployed: what it writes is normal."},
      {"doctor", "errwatch doctor", "Is everything in order on this machine, and if not, what to do?"},
      {"status", "errwatch status", "What a running server has counted."},
      {"clients", "errwatch clients --blocked", "Who is out?"},
      {"clients", "errwatch clients 192.0.2.7", "Why is this one out, and for how long?"},
      {"clients", "errwatch clients --since 2h", "Who did something within the last two hours?"},
      {"story", "errwatch story 192.0.2.7", "What did it do, did any of it succeed, how did the block end?"},
      {"story", "errwatch story 192.0.2.7 --events errwatch-events.log*",
       "The same, with what is older than shared memory remembers."},
      {"incident", "errwatch incident K7Q2-M9XD",
       "Somebody is refused and names this number: who is it, why, and how is it let back in?"},
      {"watch", "errwatch watch", "See attacks as they come, and block by a key; ? shows the keys."},
      {"watch", "errwatch watch --format jsonl | jq .client", "A line for each incident as it happens."},
      {"block", "errwatch block 192.0.2.7 --for 1h --reason scraping", "Block a client by hand."},
      {"block", "errwatch block 198.51.100.0/22 --for 7d", "Block a network."},
      {"unblock", "errwatch unblock 192.0.2.7", "Let it back in."},
      {"allow", "errwatch allow 192.0.2.0/28 --for 2h --reason 'penetration test'",
       "Let somebody do what he likes until noon."},
      {"disallow", "errwatch disallow 192.0.2.0/28", "End that before its time."},
      {"export", "errwatch export --format crowdsec", "Who is denied, for another guard."},
      {"peers", "errwatch peers",
       "Which hosts count as one with this one, and what did each of them do here?"},
      {"exchange", "errwatch exchange --host web1 --group shop",
       "For a transport that carries JSON lines between hosts: standard output to the others, theirs to "
       "standard "
       "input."},
      {"import", "errwatch import drop.txt --for 1d --reason DROP", "Block a published list of networks."},
      {"import", "fail2ban-client banned | errwatch import --for 1h -",
       "Take over whom fail2ban has banned."},
  };
}

std::string HelpFooter(std::string_view subcommand) {
  std::string footer;
  for (const ManualExample& example : ManualExamples()) {
    if (example.subcommand == subcommand) footer += "  " + std::string(example.command) + "\n";
  }
  if (!footer.empty()) footer = "Examples:\n" + footer + "\n";
  footer += "Exit status: ";
  for (const ManualEntry& code : ExitCodes())
    footer += std::string(code.term) + " " + std::string(code.text) + "; ";
  return footer + "see errwatch(1).";
}

}  // namespace errwatch::cli

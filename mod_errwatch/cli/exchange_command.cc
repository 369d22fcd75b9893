#include "cli/exchange_command.h"

#include <memory>
#include <string>

#include "cli/exchange/exchange.h"
#include "cli/shared_options.h"
#include "model/scope_name.h"

namespace errwatch::cli {
namespace {

// Other hosts, and those who read their messages, go by it.
std::string CheckedHost(const std::string& name) {
  return IsHostName(name) ? "" : "is no name of a host: letters, digits, dots, - and _, at most 64";
}

}  // namespace

void AddExchange(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "exchange",
      "Give away what clients did on this host and take in what they did on others, as JSON lines");
  auto options = std::make_shared<ExchangeOptions>();
  AddLive(command, options->live);
  command->add_option("--host", options->host, "What this host is called among the others")
      ->check(CLI::Validator(&CheckedHost, "", "host"))
      ->type_name("NAME");
  command->add_option("--group", options->group, "The group that ErrWatchShare has to say")
      ->check(CLI::Validator(&CheckedHost, "", "group"))
      ->type_name("NAME");
  command->callback([options, &run] { run = [options] { return RunExchange(*options); }; });
}

}  // namespace errwatch::cli

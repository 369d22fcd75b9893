#include "cli/peers_command.h"

#include <memory>

#include "cli/server/peers.h"
#include "cli/shared_options.h"

namespace errwatch::cli {

void AddPeers(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand(
      "peers", "List the hosts that count as one with this one, how they are, and what came from each");
  auto options = std::make_shared<PeersOptions>();
  AddLive(command, options->live);
  AddFormat(command, options->format, {"text", "json"});
  command->callback([options, &run] { run = [options] { return RunPeers(*options); }; });
}

}  // namespace errwatch::cli

#include "cli/by_hand_command.h"

#include <memory>

#include "cli/server/allow.h"
#include "cli/server/block.h"
#include "cli/shared_options.h"

namespace errwatch::cli {

void AddBlock(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand("block", "Block a client of a running server, or a range, by hand");
  auto options = std::make_shared<BlockOptions>();
  AddLive(command, options->live);
  command
      ->add_option(
          "address", options->address,
          "Address of the client, or a range that is blocked as a whole: 192.0.2.0/24, 2001:db8::/32")
      ->required()
      ->type_name("ADDRESS");
  command->add_option("--for", options->duration, "For how long: 90s, 10m, 36h, 7d")
      ->capture_default_str()
      ->type_name("DURATION");
  command->add_option("--scope", options->scope, "In which ErrWatchScope")
      ->capture_default_str()
      ->type_name("NAME");
  command->add_option("--reason", options->reason, "Why, for the server's log and events")->type_name("TEXT");
  command->add_flag(
      "--force", options->force,
      "Also what is allow-listed, what holds an address of this machine or a trusted proxy, and a "
      "range wider than a /12, or of IPv6 a /28");
  AddFormat(command, options->format, {"text", "json"});
  command->callback([options, &run] { run = [options] { return RunBlock(*options); }; });
}

void AddUnblock(CLI::App& app, std::function<int()>& run) {
  CLI::App* command =
      app.add_subcommand("unblock", "Let a client back in, in every scope, and forget its scores");
  auto options = std::make_shared<UnblockOptions>();
  AddLive(command, options->live);
  CLI::Option* address =
      command->add_option("address", options->address, "Address of the client, or a blocked range")
          ->type_name("ADDRESS");
  CLI::Option* all = command->add_flag("--all", options->all, "Every blocked client");
  AddFormat(command, options->format, {"text", "json"});
  address->excludes(all);
  command->callback([options, &run] {
    if (options->address.empty() && !options->all) throw CLI::RequiredError("ADDRESS or --all");
    run = [options] { return RunUnblock(*options); };
  });
}

void AddAllow(CLI::App& app, std::function<int()>& run) {
  CLI::App* command =
      app.add_subcommand("allow", "Let a client or range do what it likes for a time, in every scope");
  auto options = std::make_shared<AllowOptions>();
  AddLive(command, options->live);
  command
      ->add_option("address", options->address,
                   "Address of the client, or a range; what of it is blocked is let in")
      ->required()
      ->type_name("ADDRESS");
  command->add_option("--for", options->duration, "For how long: 90s, 10m, 36h, 7d")
      ->capture_default_str()
      ->type_name("DURATION");
  command->add_option("--reason", options->reason, "Why, for the list, the server's log and events")
      ->type_name("TEXT");
  command->add_flag("--force", options->force, "Also a range wider than a /12, or of IPv6 a /28");
  AddFormat(command, options->format, {"text", "json"});
  command->callback([options, &run] { run = [options] { return RunAllow(*options); }; });
}

void AddDisallow(CLI::App& app, std::function<int()>& run) {
  CLI::App* command =
      app.add_subcommand("disallow", "End what `errwatch allow` began: the client is counted again");
  auto options = std::make_shared<DisallowOptions>();
  AddLive(command, options->live);
  CLI::Option* address =
      command->add_option("address", options->address, "Address or range, as it was allowed")
          ->type_name("ADDRESS");
  CLI::Option* all = command->add_flag("--all", options->all, "Every one that is allowed at run time");
  AddFormat(command, options->format, {"text", "json"});
  address->excludes(all);
  command->callback([options, &run] {
    if (options->address.empty() && !options->all) throw CLI::RequiredError("ADDRESS or --all");
    run = [options] { return RunDisallow(*options); };
  });
}

}  // namespace errwatch::cli

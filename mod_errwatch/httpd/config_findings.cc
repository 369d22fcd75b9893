#include "httpd/config_findings.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>
#include <set>

#include "config/no_effect.h"
#include "httpd/configs.h"
#include "rules/coverage.h"

namespace errwatch::httpd {
namespace {

std::string NameOf(const server_rec* server) {
  return server->server_hostname == nullptr ? "(unnamed)" : server->server_hostname;
}

std::set<std::string, std::less<>> LoadedModules() {
  std::set<std::string, std::less<>> names;
  for (module** loaded = ap_loaded_modules; *loaded != nullptr; ++loaded) {
    if (const char* name = ap_find_module_short_name((*loaded)->module_index)) names.insert(name);
  }
  return names;
}

EnginesInUse EnginesAnywhere(server_rec* main_server) {
  EnginesInUse engines;
  ForEachServer(main_server, [&engines](server_rec* server) { engines.Add(EnginesOf(server)); });
  return engines;
}

// What is said in vain is told where it is read: by `httpd -t`, and at each start, once for all servers.
std::vector<std::string> SaidInVainAnywhere(server_rec* main_server) {
  std::vector<std::string> said;
  const std::optional loaded = LoadedModules();
  const EnginesInUse engines = EnginesAnywhere(main_server);
  ForEachServer(main_server, [&](server_rec* server) {
    for (const SaidInVain& found : FindSaidInVain(MutableConfigOf(server)->settings, loaded, engines)) {
      if (!found.matters) continue;
      const std::string text = (found.origin.empty() ? "" : found.origin + ": ") + found.text;
      if (std::ranges::find(said, text) == said.end()) said.push_back(text);
    }
  });
  return said;
}

LogLevels LogLevelsOf(const server_rec* server) {
  LogLevels levels;
  levels.base = static_cast<Level>(ap_get_server_module_loglevel(server, APLOG_NO_MODULE) & APLOG_LEVELMASK);
  levels.notice_always =
      server->error_fname == nullptr || std::strncmp(server->error_fname, "syslog", 6) != 0;
  levels.loaded.emplace();
  for (module** loaded = ap_loaded_modules; *loaded != nullptr; ++loaded) {
    const int index = (*loaded)->module_index;
    const char* name = ap_find_module_short_name(index);
    if (name == nullptr) continue;
    levels.loaded->insert(name);
    const auto level = static_cast<Level>(ap_get_server_module_loglevel(server, index) & APLOG_LEVELMASK);
    if (level != levels.base) levels.modules[name] = level;
  }
  return levels;
}

}  // namespace

void TellSaidInVain(server_rec* main_server, std::vector<std::string>* warnings) {
  for (const std::string& text : SaidInVainAnywhere(main_server)) {
    ap_log_error(APLOG_MARK, APLOG_WARNING | (warnings == nullptr ? APLOG_STARTUP : 0), 0, main_server,
                 "EW0214: %s", text.c_str());
    if (warnings != nullptr) warnings->push_back(text + ".");
  }
}

void CollectCoverage(Runtime* runtime) {
  ForEachServer(runtime->main_server, [runtime](server_rec* server) {
    const ServerConfig* config = ConfigOf(server);
    const DirConfig* directory = DirConfigOf(nullptr, server);
    if (config == nullptr || directory == nullptr || directory->engine.value == Engine::kOff) return;
    const Coverage coverage = CoverageOf(RulesOf(*config).rules(), LogLevelsOf(server));
    runtime->coverage.push_back({NameOf(server), coverage.rules, coverage.hidden, coverage.log_level,
                                 coverage.need_debug, coverage.advice});
  });
}

}  // namespace errwatch::httpd

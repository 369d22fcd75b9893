#include "httpd/directives.h"

#include <string>
#include <vector>

#include "config/directive.h"
#include "config/text_file.h"
#include "httpd/boundary.h"
#include "httpd/configs.h"
#include "httpd/kept_patterns.h"
#include "httpd/lifecycle.h"
#include "httpd/pool_object.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// What ApplyDirective put into the plain settings goes into the per-directory config, which must not need
// a destructor.
void StoreDirectory(apr_pool_t* pool, const DirectorySettings& settings, DirConfig* config) {
  if (settings.engine.is_set) config->engine.Set(settings.engine.value);
  if (settings.action.is_set) config->action.Set(PoolNew<Action>(pool, settings.action.value));
  if (settings.body.is_set) config->body.Set(settings.body.value);
  if (!settings.removals.empty()) {
    auto* ranges = PoolNew<std::vector<RuleRange>>(pool, settings.removals);
    config->removal = PoolNew<RuleRemoval>(pool, RuleRemoval{*ranges, config->removal});
  }
}

const char* Apply(cmd_parms* cmd, void* dir_config, const char* arguments) {
  const DirectiveInfo* info = &Directives()[static_cast<size_t>(*static_cast<const DirectiveId*>(cmd->info))];
  if (info->context == Context::kServer) {
    if (const char* error = ap_check_cmd_context(cmd, GLOBAL_ONLY)) return error;
  }
  DirectivePlace place;
  place.origin = std::string(cmd->directive->filename) + ":" + std::to_string(cmd->directive->line_num);
  place.server_root = ap_server_root_relative(cmd->temp_pool, "");
  // Macros and options of the command line have no file.
  const std::string_view file = cmd->directive->filename;
  place.file_directory = file.starts_with('/') ? DirectoryOf(file) : place.server_root;
  place.in_directory = cmd->path != nullptr;
  place.patterns = {IsThrowAwayPass(), KeptPatterns()};

  DirectorySettings directory;
  const Status status =
      ApplyDirective(info->id, arguments, place, MutableConfigOf(cmd->server)->settings, directory);
  if (!status) return apr_pstrdup(cmd->pool, status.error().c_str());
  if (place.in_directory && directory.engine.is_set)
    MutableConfigOf(cmd->server)->engines.Add(directory.engine.value);
  StoreDirectory(cmd->pool, directory, static_cast<DirConfig*>(dir_config));
  return nullptr;
}

constexpr char kInternalError[] = "mod_errwatch: internal error (out of memory?)";
const char* ApplySafely(cmd_parms* cmd, void* dir_config, const char* arguments) {
  return Boundary<&Apply, kInternalError>::Call(cmd, dir_config, arguments);
}

constexpr int WhereAllowed(Context context) {
  return context == Context::kDirectory ? RSRC_CONF | ACCESS_CONF : RSRC_CONF;
}

// One object a directive, so that its address can stand in the table as cmd->info.
constexpr DirectiveId kIds[] = {
#define ERRWATCH_ID(id, ...) DirectiveId::id,
    ERRWATCH_DIRECTIVES(ERRWATCH_ID)
#undef ERRWATCH_ID
};

}  // namespace

const command_rec kCommands[] = {
#define ERRWATCH_COMMAND(id, name, context, syntax, text)                                                    \
  AP_INIT_RAW_ARGS(name, ApplySafely, const_cast<DirectiveId*>(&kIds[static_cast<size_t>(DirectiveId::id)]), \
                   WhereAllowed(Context::context), syntax),
    ERRWATCH_DIRECTIVES(ERRWATCH_COMMAND)
#undef ERRWATCH_COMMAND
        {}};

}  // namespace errwatch::httpd

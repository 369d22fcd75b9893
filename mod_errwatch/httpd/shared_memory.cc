#include "httpd/shared_memory.h"

#include <sys/stat.h>

#include "store/state_file.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// Survives the module's unloading with every restart, so it is plain data: no pointers into the DSO. A newer
// module that finds another layout version here starts afresh.
struct Retained {
  uint32_t layout_version;
  int descriptor;  // holds the lock on the file
  void* mapping;
  std::size_t bytes;
  char path[1024];
};
constexpr const char* kRetainedKey = "mod_errwatch_state_file_v1";

Retained* RetainedState() {
  auto* state = static_cast<Retained*>(ap_retained_data_get(kRetainedKey));
  return state != nullptr ? state
                          : static_cast<Retained*>(ap_retained_data_create(kRetainedKey, sizeof(Retained)));
}

// Somebody may have removed or replaced the file while the server ran:
// then nobody else could find the mapping.
bool IsStillTheFile(const Retained& state) {
  struct stat by_name {};
  struct stat by_descriptor {};
  return stat(state.path, &by_name) == 0 && fstat(state.descriptor, &by_descriptor) == 0 &&
         by_name.st_ino == by_descriptor.st_ino && by_name.st_dev == by_descriptor.st_dev;
}

void Release(Retained* state) {
  // Close also gives up the lock, which processes of the old generation inherited with the descriptor.
  if (state->mapping != nullptr) store::StateFile::Close({state->descriptor, state->mapping, state->bytes});
  *state = {};
}

}  // namespace

std::string StateFilePath(const ServerSettings& settings, apr_pool_t* pool) {
  const std::string& name = settings.state_file.value;
  const char* path = ap_runtime_dir_relative(pool, name.empty() ? "errwatch.state" : name.c_str());
  return path == nullptr ? name : path;
}

Result<std::unique_ptr<store::Segment>> OpenSharedMemory(const std::string& path,
                                                         const ServerSettings& settings, Tick now,
                                                         std::string* notice) {
  const store::Geometry geometry = store::GeometryFor(settings.clients.value);
  Retained* state = RetainedState();
  if (state->mapping != nullptr && state->layout_version == store::kLayoutVersion && path == state->path &&
      IsStillTheFile(*state)) {
    auto segment = store::Segment::Attach({static_cast<std::byte*>(state->mapping), state->bytes});
    if (segment && segment.value().geometry() == geometry &&
        segment.value().prefix() == settings.prefix.value) {
      return std::make_unique<store::Segment>(std::move(segment).value());
    }
  }
  Release(state);
  if (path.size() >= sizeof state->path) return Error{"ErrWatchStateFile: the path " + path + " is too long"};
  auto created = store::StateFile::Create(path, geometry, settings.prefix.value, now, notice);
  if (!created) return created.failure();
  const store::StateFile::Handles handles = created.value()->Release();
  state->layout_version = store::kLayoutVersion;
  state->descriptor = handles.descriptor;
  state->mapping = handles.mapping;
  state->bytes = handles.bytes;
  apr_cpystrn(state->path, path.c_str(), sizeof state->path);
  auto segment = store::Segment::Attach({static_cast<std::byte*>(state->mapping), state->bytes});
  if (!segment) return segment.failure();
  return std::make_unique<store::Segment>(std::move(segment).value());
}

}  // namespace errwatch::httpd

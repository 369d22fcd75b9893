#include "httpd/shared_memory.h"

#include <unistd.h>

#include <optional>
#include <type_traits>
#include <utility>

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// Survives the module's unloading with every restart, so it is plain data: no pointers into the DSO. A newer
// module that finds another layout version here starts afresh.
struct Retained {
  uint32_t layout_version;
  store::StateFile::Handles file;  // holds the lock
  store::LiveMemory::Handles memory;
  char path[1024];
};
// v1 had the mapping of a file here.
constexpr const char* kRetainedKey = "mod_errwatch_state_file_v2";
// store::CopyHeader: what the memory was made with, where no child can change it; of another memory where a
// version that did not keep it was here before.
constexpr const char* kMadeWithKey = "mod_errwatch_made_with_v1";
static_assert(std::is_trivially_copyable_v<store::CopyHeader>);

template <typename T>
T* RetainedAs(const char* key) {
  auto* kept = static_cast<T*>(ap_retained_data_get(key));
  return kept != nullptr ? kept : static_cast<T*>(ap_retained_data_create(key, sizeof(T)));
}
Retained* RetainedState() { return RetainedAs<Retained>(kRetainedKey); }

store::CopyHeader MadeWith(const store::LiveMemory& memory) {
  const auto& kept = *RetainedAs<store::CopyHeader>(kMadeWithKey);
  if (kept.layout_version == store::kLayoutVersion && kept.inode == memory.inode()) return kept;
  const auto segment = store::SegmentReader::Attach(memory.bytes());
  return segment ? store::HeaderOf(segment.value()) : store::CopyHeader();
}

// What is kept between two generations, as objects again.
struct Kept {
  store::LiveMemory memory;
  store::StateFile file;
  store::Segment segment;
};

// Nothing where it is of another version or spoilt: the file is a copy of that, and does not fit either.
std::optional<Kept> TakeKept() {
  Retained* state = RetainedState();
  if (state->memory.data == nullptr) return std::nullopt;
  store::LiveMemory memory(std::exchange(state->memory, {}));
  store::StateFile file(state->path, std::exchange(state->file, {}), MadeWith(memory), memory);
  if (state->layout_version != store::kLayoutVersion) return std::nullopt;  // unmaps and closes
  // Attached once: what is looked at here is what is gone on with.
  auto segment = store::Segment::Attach(memory.bytes());
  if (!segment || !store::WhySpoilt(file.header(), segment.value()).empty()) return std::nullopt;
  return Kept{std::move(memory), std::move(file), segment.value()};
}

}  // namespace

std::string StateFilePath(const ServerSettings& settings, apr_pool_t* pool) {
  const std::string& name = settings.state_file.value;
  const char* path = ap_runtime_dir_relative(pool, name.empty() ? "errwatch.state" : name.c_str());
  return path == nullptr ? name : path;
}

SharedMemory::SharedMemory(store::LiveMemory memory, store::StateFile file, const store::Segment& segment)
    : memory_(std::move(memory)), file_(std::move(file)), segment_(segment), owner_(getpid()) {}

Result<SharedMemory::Opened> SharedMemory::Open(const std::string& path, const ServerSettings& settings,
                                                Tick now) {
  if (path.size() >= sizeof(Retained::path))
    return Error{"ErrWatchStateFile: the path " + path + " is too long"};
  const store::Geometry geometry = store::GeometryFor(settings.clients.value);
  std::optional<Kept> kept = TakeKept();
  Opened opened;
  const auto go_on = [&]() -> Opened {
    opened.memory.reset(new SharedMemory(std::move(kept->memory), std::move(kept->file), kept->segment));
    return std::move(opened);
  };
  if (kept && kept->file.path() == path && kept->segment.geometry() == geometry &&
      kept->segment.prefix() == settings.prefix.value)
    return go_on();
  auto started = store::StateFile::Start(path, geometry, settings.prefix.value, now);
  if (!started && kept) {
    opened.failed = started.error() + ". httpd goes on with what it had before: " +
                    std::to_string(kept->segment.clients().capacity()) + " clients, state in " +
                    kept->file.path();
    return go_on();
  }
  if (!started) return started.failure();
  store::StateFile::Started& fresh = started.value();
  auto segment = store::Segment::Attach(fresh.memory.bytes());
  if (!segment) return segment.failure();
  segment.value().journal().Resume(now);
  opened.set_aside = fresh.notice;
  opened.memory.reset(new SharedMemory(std::move(fresh.memory), std::move(fresh.file), segment.value()));
  return opened;
}

SharedMemory::~SharedMemory() {
  if (!IsOwner()) return;
  Retained* state = RetainedState();
  state->layout_version = store::kLayoutVersion;
  apr_cpystrn(state->path, file_.path().c_str(), sizeof state->path);
  *RetainedAs<store::CopyHeader>(kMadeWithKey) = file_.header();
  state->memory = memory_.Release();
  state->file = file_.Release();
}

store::FileState SharedMemory::Keep(Tick now, store::StateFile::Extent extent) {
  const store::FileState found = file_.Keep(memory_, now, extent);
  // What was mended stays on the status page until the next restart.
  const store::Handling shown = store::HandlingOf(segment_.file_state().condition);
  if (found.condition != store::FileCondition::kGood || shown != store::Handling::kMended)
    segment_.SetFileState(found);
  return found;
}

bool SharedMemory::IsOwner() const { return owner_ == getpid(); }

void SharedMemory::CloseFilesInChild() {
  if (IsOwner()) return;
  file_.Close();
  memory_.CloseDescriptor();
}

}  // namespace errwatch::httpd

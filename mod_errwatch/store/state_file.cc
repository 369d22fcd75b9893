#include "store/state_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

namespace errwatch::store {
namespace {

constexpr int kRounds = 5;  // of looking again after another process was faster
// The command line may have the lock for a moment, to block somebody while no server runs.
constexpr int kLockTries = 40;
constexpr useconds_t kLockPauseUs = 25'000;

bool FillRandom(HashKey& key) {
  for (std::size_t have = 0; have < key.size();) {
    const ssize_t got = getrandom(key.data() + have, key.size() - have, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return true;
}

struct flock WholeFile() {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return whole;
}

// 0, or errno: EAGAIN when another process has it.
int TryLock(int file) {
  struct flock whole = WholeFile();
  if (fcntl(file, F_SETLK, &whole) == 0) return 0;
  return errno == EACCES ? EAGAIN : errno;
}

// Asks again for as long as a command line may have the lock.
template <typename IsTaken>
bool StaysTaken(IsTaken is_taken) {
  bool taken = is_taken();
  for (int i = 0; i < kLockTries && taken; ++i) {
    usleep(kLockPauseUs);
    taken = is_taken();
  }
  return taken;
}

int LockPatiently(int file) {
  int error = 0;
  StaysTaken([&] {
    error = TryLock(file);
    return error == EAGAIN;
  });
  return error;
}

// For as long as a start would wait. 0 for `server` is none; a holder that cannot be told is another one.
bool IsHeldByAnother(int file, pid_t server) {
  return StaysTaken([&] {
    const std::optional<pid_t> holder = LockedBy(file);
    return holder && (*holder == 0 || *holder != server);
  });
}

Error InUse(const std::string& path, int file) {
  const std::optional<pid_t> holder = LockedBy(file);
  const std::string who = holder && *holder > 0 ? " (process " + std::to_string(*holder) + ")" : "";
  return Error{path + " is in use by another server" + who +
               "; give each server an ErrWatchStateFile of its own"};
}

// A name that nobody can have taken to be in the way: in a directory that others may write to, those that can
// be foreseen may all be theirs.
CheckedPath Unforeseen(const CheckedPath& at) {
  HashKey random{};
  FillRandom(random);  // what it cannot fill is a name that can be foreseen, and refused if it is taken
  uint64_t number = 0;
  std::memcpy(&number, random.data(), sizeof number);
  return at.With("." + std::to_string(number));
}

// Renames a file that does not fit `at`. The one before goes, if it is this module's: two would be kept for
// nobody. What is not is left alone.
Result<std::string> SetAside(const CheckedPath& misfit, const CheckedPath& at) {
  const CheckedPath aside = at.With(".set-aside");
  if (misfit.MoveTo(aside)) return aside.path();
  if (errno != EEXIST) return SystemError(at.path(), "set it aside");
  const auto before = OpenOwn(aside, O_RDONLY);
  if (before && before.value()) {
    if (!misfit.MoveOver(aside)) return SystemError(at.path(), "set it aside");
    return aside.path();
  }
  const CheckedPath other = Unforeseen(aside);
  if (!misfit.MoveTo(other)) return SystemError(at.path(), "set it aside");
  return other.path();
}

// Sets aside what does not fit, of which `draft` gets the name: in one step where the file system can, so
// that whoever looks, or starts after the machine has stopped in between, finds one of the two. False: the
// name is free now, and the draft has its own still.
Result<bool> TakeName(const CheckedPath& draft, const CheckedPath& at, std::string* aside) {
  const bool swapped = draft.SwapWith(at);
  Result<std::string> moved = SetAside(swapped ? draft : at, at);
  if (!moved) {
    if (!swapped || draft.SwapWith(at)) draft.Remove();
    return moved.failure();
  }
  *aside = std::move(moved).value();
  return swapped;
}

// Under which a file is completed. What an earlier process of this number left there goes.
CheckedPath DraftOf(const CheckedPath& at) {
  CheckedPath draft = at.With(".new." + std::to_string(getpid()));
  const auto left = OpenOwn(draft, O_RDONLY);
  if (left && (!left.value() || draft.Remove())) return draft;
  return Unforeseen(draft);
}

Error TooLarge(const std::string& path, std::size_t bytes) {
  return SystemError(path + ": the limit of this process for the size of files (ulimit -f) is less than " +
                         std::to_string(bytes) + " bytes",
                     "make it", EFBIG);
}

Result<LiveMemory> NewMemory(const Geometry& geometry, ClientPrefix prefix, Tick now) {
  auto memory = LiveMemory::Make(MemoryBytes(geometry));
  if (!memory) return memory;
  HashKey key;
  if (!FillRandom(key)) return SystemError("shared memory", "get random bytes for it");
  auto segment = Segment::Format(memory.value().bytes(), geometry, key, prefix, now);
  if (!segment) return segment.failure();
  return memory;
}

// Of one that no other process has yet.
CopyHeader HeaderOfFresh(const LiveMemory& memory) {
  const auto segment = SegmentReader::Attach(memory.bytes());
  return segment ? HeaderOf(segment.value()) : CopyHeader();
}

// What keeps a header from what is asked for; empty when nothing does.
std::string WhatDiffers(const CopyHeader& header, const Geometry& geometry, ClientPrefix prefix) {
  if (header.geometry != geometry) {
    return "it has room for " + std::to_string(uint64_t{header.geometry.sets} * kWays) +
           " clients, the configuration asks for " + std::to_string(uint64_t{geometry.sets} * kWays);
  }
  if (header.prefix != prefix) return "its clients have other prefix lengths than the configuration asks for";
  return "";
}

// The memory as the file has it; otherwise `misfit` says why it is not used, and there is none.
Result<std::optional<LiveMemory>> ReadMemory(const OwnFile& file, const Geometry& geometry,
                                             ClientPrefix prefix, std::string* misfit) {
  const auto header = ReadHeader(file, misfit);
  if (header) *misfit = WhatDiffers(*header, geometry, prefix);
  if (!misfit->empty()) return std::optional<LiveMemory>();
  auto memory = LiveMemory::Make(MemoryBytes(geometry));
  if (!memory) return memory.failure();
  if (!ReadRegion(file.descriptor.get(), memory.value().bytes())) {
    *misfit = errno != 0 ? "it cannot be read" : "it is cut off";
    return std::optional<LiveMemory>();
  }
  auto segment = Segment::Attach(memory.value().bytes());
  *misfit = segment ? WhySpoilt(*header, segment.value()) : segment.error();
  if (!misfit->empty()) return std::optional<LiveMemory>();
  segment.value().SetFileState({});
  return std::optional<LiveMemory>(std::move(memory).value());
}

}  // namespace

std::optional<pid_t> LockedBy(int file) {
  struct flock whole = WholeFile();
  if (fcntl(file, F_GETLK, &whole) != 0 || whole.l_type == F_UNLCK) return std::nullopt;
  return whole.l_pid > 0 ? whole.l_pid : 0;
}

bool LockForEdit(int file) { return TryLock(file) == 0; }

StateFile::StateFile(std::string path, const Handles& handles, const CopyHeader& header,
                     const LiveMemory& memory)
    : path_(std::move(path)), file_(handles.descriptor), header_(header), last_write_(handles.last_write) {
  header_.process = getpid();
  header_.descriptor = memory.descriptor();
  header_.inode = memory.inode();
}

bool StateFile::Lock() { return file_.ok() && TryLock(file_.get()) == 0; }

// Completed under another name, so that a file under its own is always whole; and so that there is room for
// it before anything is renamed. Failures leave errno.
Result<StateFile> StateFile::MakeDraft(const CheckedPath& draft, const std::string& path,
                                       const CopyHeader& header, const LiveMemory& memory, Tick now) {
  Descriptor made = draft.Create();
  if (!made.ok()) return SystemError(draft.path(), "create it");
  const int descriptor = made.get();
  StateFile file(path, {made.Release(), {}}, header, memory);
  const auto give_up = [&](std::string_view what, int error) -> Result<StateFile> {
    draft.Remove();
    errno = error;
    return SystemError(draft.path(), what, error);
  };
  const std::size_t bytes = CopyBytes(file.header_.geometry);
  if (!FitsFileLimit(bytes)) return give_up("make a file of " + std::to_string(bytes) + " bytes", EFBIG);
  // The signature first: a draft that is left is then known for one.
  if (fchmod(descriptor, S_IRUSR | S_IWUSR) != 0 || !WriteHeader(descriptor, file.header_))
    return give_up("write to it", errno);
  // Locked before it has its name, so that no other server ever finds it unlocked.
  if (!file.Lock()) return give_up("lock it", errno);
  // Reserved now, so that a file system that fills up later does not leave a copy of yesterday.
  if (const int error = posix_fallocate(descriptor, 0, static_cast<off_t>(bytes)); error != 0)
    return give_up("reserve " + std::to_string(bytes) + " bytes for it", error);
  if (const FileState state = file.Write(memory, now, Extent::kAll); state.condition != FileCondition::kGood)
    return give_up("write to it", state.error);
  // What the machine may lose with its power must not be the signature alone: it would be nobody's file.
  if (fsync(descriptor) != 0) return give_up("write to it", errno);
  return file;
}

// Gives a draft its name. False when somebody else was faster: the draft is gone then.
Result<bool> StateFile::NameDraft(const CheckedPath& draft, const CheckedPath& at) {
  if (draft.MoveTo(at)) return true;
  const int error = errno;
  draft.Remove();
  errno = error;
  if (error != EEXIST) return SystemError(at.path(), "name it", error);
  return false;
}

// `aside`: what is there does not fit, and its new name goes there. It is renamed only when all that the new
// one needs is there: otherwise it would be lost to the configuration that it fits.
Result<std::optional<StateFile>> StateFile::Make(const CheckedPath& at, const CopyHeader& header,
                                                 const LiveMemory& memory, Tick now, std::string* aside) {
  const CheckedPath draft = DraftOf(at);
  auto made = MakeDraft(draft, at.path(), header, memory, now);
  if (!made) return made.failure();
  Result<bool> named = aside == nullptr ? false : TakeName(draft, at, aside);
  if (named && !named.value()) named = NameDraft(draft, at);
  if (!named) return named.failure();
  if (!named.value()) return std::optional<StateFile>();
  return std::optional<StateFile>(std::move(made).value());
}

Result<StateFile::Started> StateFile::Start(const std::string& path, const Geometry& geometry,
                                            ClientPrefix prefix, Tick now) {
  if (!IsValid(geometry)) return Error{path + ": the table sizes are not powers of two within their bounds"};
  const Result<CheckedPath> checked = CheckedPath::Of(path);
  if (!checked) return checked.failure();
  const CheckedPath& at = checked.value();
  // Also of one that is there: what is beyond the limit of it could not be written.
  if (const std::size_t bytes = CopyBytes(geometry); !FitsFileLimit(bytes)) return TooLarge(path, bytes);
  std::string notice;
  for (int round = 0; round < kRounds; ++round) {
    auto found = OpenOwn(at, O_RDWR);
    if (!found) return found.failure();
    if (!found.value()) {
      auto memory = NewMemory(geometry, prefix, now);
      if (!memory) return memory.failure();
      auto made = Make(at, HeaderOfFresh(memory.value()), memory.value(), now);
      if (!made) return made.failure();
      if (made.value()) return Started{std::move(*made.value()), std::move(memory).value(), notice};
      continue;
    }
    OwnFile& file = *found.value();
    const int error = LockPatiently(file.descriptor.get());
    if (error == EAGAIN) return InUse(path, file.descriptor.get());
    if (error != 0) return SystemError(path, "lock it", error);
    if (!IsNamed(at, file.descriptor.get())) continue;  // the name went to another meanwhile
    std::string misfit;
    auto memory = ReadMemory(file, geometry, prefix, &misfit);
    if (!memory) return memory.failure();
    if (memory.value()) {
      StateFile started(path, {file.descriptor.Release(), {}}, HeaderOfFresh(*memory.value()),
                        *memory.value());
      if (const FileState state = started.Write(*memory.value(), now, Extent::kAll);
          state.condition != FileCondition::kGood)
        return SystemError(path, "write to it", state.error);
      return Started{std::move(started), std::move(*memory.value()), notice};
    }
    auto fresh = NewMemory(geometry, prefix, now);
    if (!fresh) return fresh.failure();
    std::string aside;
    auto made = Make(at, HeaderOfFresh(fresh.value()), fresh.value(), now, &aside);
    if (!made) return Error{path + " does not fit (" + misfit + "), and there is no other: " + made.error()};
    notice = path + " does not fit: " + misfit + ". It was renamed to " + aside +
             "; counts and blocks begin anew.";
    if (made.value()) return Started{std::move(*made.value()), std::move(fresh).value(), notice};
  }
  return Error{path + " is replaced by other processes again and again"};
}

// What is there and has the same size is used; anything else is replaced.
Status StateFile::Check(const std::string& path, const Geometry& geometry, std::optional<pid_t> server) {
  const Result<CheckedPath> at = CheckedPath::Of(path);
  if (!at) return at.failure();
  const std::size_t bytes = CopyBytes(geometry);
  if (!FitsFileLimit(bytes)) return TooLarge(path, bytes);
  const auto found = OpenOwn(at.value(), O_RDONLY);
  if (!found) return found.failure();
  if (found.value() && server && IsHeldByAnother(found.value()->descriptor.get(), *server))
    return InUse(path, found.value()->descriptor.get());
  std::string misfit;
  const auto header = found.value() ? ReadHeader(*found.value(), &misfit) : std::nullopt;
  if (header && header->geometry == geometry) return Ok{};
  if (!at.value().IsDirectoryWritable()) return SystemError(path, "create it");
  if (at.value().FreeBytes() < bytes)
    return Error{path + ": its file system has no room for " + std::to_string(bytes) + " bytes"};
  return Ok{};
}

}  // namespace errwatch::store

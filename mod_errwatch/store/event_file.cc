#include "store/event_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "store/checked_path.h"

namespace errwatch::store {
namespace {

constexpr mode_t kUsualMode = S_IRUSR | S_IWUSR | S_IRGRP;
// Without O_NONBLOCK a FIFO would hold up the start until somebody reads it.
constexpr int kOpenFlags = O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Error CannotWrite(const std::string& path, std::string_view what) {
  return SystemError("the event log " + path, what);
}

// Opens for appending what has the name, by `open(flags)`. If nobody reads a FIFO yet, opening it for
// reading, too, keeps what is written until then. Neither matters to a file.
template <typename Open>
Descriptor OpenToAppend(Open open) {
  Descriptor opened = open(O_WRONLY | kOpenFlags);
  if (!opened.ok() && errno == ENXIO) opened = open(O_RDWR | kOpenFlags);
  return opened;
}

// A descriptor that whoever started httpd opened himself, a pipe or device: links lead there by nature.
Result<Descriptor> OpenStream(const std::string& path) {
  if (Status fit = CheckEventStream(path); !fit) return fit.failure();
  Descriptor opened = OpenToAppend([&](int flags) { return Descriptor(open(path.c_str(), flags)); });
  struct stat info {};
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return CannotWrite(path, "open it");
  struct stat null {};
  if (S_ISCHR(info.st_mode) && stat("/dev/null", &null) == 0 && info.st_rdev == null.st_rdev) {
    return Error{"the event log " + path +
                 " leads to /dev/null, as it does when httpd goes into the background; start it with "
                 "-DFOREGROUND, or name a file, a program or syslog"};
  }
  return opened;
}

// By descriptor: what has the name by now does not matter.
Status GiveRights(const EventPlace& place, int file, const struct stat& info) {
  if (!place.gid && !place.mode) return Ok{};
  if (!S_ISREG(info.st_mode)) return NotOwnRights(place.file);
  if (place.gid && info.st_gid != *place.gid && fchown(file, static_cast<uid_t>(-1), *place.gid) != 0) {
    if (Status group = CheckEventGroup(place); !group) return group;
    return CannotWrite(place.file, "give it to the group " + place.group);
  }
  constexpr mode_t kBits = 07777;
  if (place.mode && (info.st_mode & kBits) != *place.mode && fchmod(file, *place.mode) != 0)
    return CannotWrite(place.file, "change its mode, which its owner or root can");
  return Ok{};
}

// Half of a line, as a full disk or a loss of power leaves it, must not take the next line with it. Where
// that cannot be seen or mended, it stays: the log is written all the same.
void EndTornLine(const CheckedPath& at, int file, const struct stat& info) {
  if (!S_ISREG(info.st_mode) || info.st_size == 0) return;
  const Descriptor reader = at.Open(O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat same {};
  if (!reader.ok() || fstat(reader.get(), &same) != 0 || !IsSameFile(same, info)) return;
  char last = '\n';
  if (pread(reader.get(), &last, 1, info.st_size - 1) != 1 || last == '\n') return;
  if (write(file, "\n", 1) != 1) return;
}

Result<Descriptor> OpenExisting(const EventPlace& place, const CheckedPath& at, const struct stat& named) {
  if (Status fit = CheckEventFile(at, named); !fit) return fit.failure();
  Descriptor opened = OpenToAppend([&](int flags) { return at.Open(flags); });
  struct stat info {};
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return CannotWrite(at.path(), "open it");
  if (!IsSameFile(info, named))
    return Error{"the event log " + at.path() + " was replaced while it was opened"};
  if (Status given = GiveRights(place, opened.get(), info); !given) return given.failure();
  EndTornLine(at, opened.get(), info);
  return opened;
}

}  // namespace

Result<Descriptor> OpenEventFile(const EventPlace& place, std::string* warning) {
  const std::string& path = place.file;
  if (IsEventStream(path)) {
    if (place.gid || place.mode) return NotOwnRights(path);
    return OpenStream(path);
  }
  auto at = CheckedPath::Of(path);
  if (!at) return Error{"the event log " + at.error(), at.failure().kind};
  if (const std::string& shared = at.value().shared(); !shared.empty()) {
    *warning = "the event log " + path + " is in a directory that " + shared +
               ": others can take it away, or have its name first; name one in a directory that root alone "
               "may write";
  }
  if (const auto named = at.value().Look()) return OpenExisting(place, at.value(), *named);
  if (errno != ENOENT) return CannotWrite(path, "examine it");
  if (Status group = CheckEventGroup(place); !group) return group.failure();
  const Descriptor made = at.value().Create();
  struct stat info {};
  if (!made.ok() || fstat(made.get(), &info) != 0) return CannotWrite(path, "create it");
  // By name again, because of the flags; its mode by descriptor, whatever the umask.
  EventPlace fresh = place;
  if (!fresh.mode) fresh.mode = kUsualMode;
  return OpenExisting(fresh, at.value(), info);
}

}  // namespace errwatch::store

#include "store/model_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "anomaly/model_image.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "store/checked_path.h"
#include "store/descriptor.h"
#include "store/places.h"
#include "store/write_all.h"

namespace errwatch::store {
namespace {

Error ModelError(const std::string& path, std::string_view why, ErrorKind kind = ErrorKind::kInvalid) {
  return Error{"the model " + path + ": " + std::string(why), kind};
}
Error Unreadable(const std::string& path, int code = errno) {
  Error error = SystemError("the model " + path, "read it", code);
  error.kind = code == ENOENT                    ? ErrorKind::kMissing
               : code == EACCES || code == EPERM ? ErrorKind::kDenied
                                                 : ErrorKind::kInvalid;
  return error;
}

Tick TickOf(const timespec& time) { return TickFromUnixMs(time.tv_sec * 1000 + time.tv_nsec / 1'000'000); }

struct ModelBytes {
  std::string bytes;
  Tick written, placed;
};

// A FIFO would make the opening wait for a writer: O_NONBLOCK, and then nothing but regular files.
Result<ModelBytes> ReadBytes(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) return Unreadable(path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return Unreadable(path);
  if (!S_ISREG(info.st_mode)) return ModelError(path, "it is not a regular file");
  ModelBytes read_so_far{{}, TickOf(info.st_mtim), TickOf(info.st_ctim)};
  std::string& bytes = read_so_far.bytes;
  std::array<char, 65536> block;
  for (;;) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path);
    if (got == 0) return read_so_far;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > kMostModelBytes) return ModelError(path, "it is too large to be one");
  }
}

// That nothing but a model of this user has the name.
Status CheckReplaceable(const CheckedPath& place) {
  const std::optional<struct stat> info = place.Look();
  if (!info) return Ok{};
  if (const std::string why = WhyNotOurs(*info); !why.empty()) return ModelError(place.path(), "it " + why);
  const Result<ModelBytes> found = ReadBytes(place.path());
  if (!found) return found.failure();
  if (!found.value().bytes.empty() && !IsModelImage(found.value().bytes))
    return ModelError(place.path(), "what is there is no model, and is left as it is");
  return Ok{};
}

// Empty: it can.
std::string WhyNotWritable(const std::string& path) {
  const Result<CheckedPath> place = CheckedPath::Of(path);
  if (!place) return place.error();
  if (!place.value().IsDirectoryWritable()) return SystemError(path, "make it").text;
  const Status free = CheckReplaceable(place.value());
  return free ? std::string() : free.error();
}

Result<RequestModel> ReadDated(const std::string& path, Tick& written, Tick& placed) {
  const Result<ModelBytes> found = ReadBytes(path);
  if (!found) return found.failure();
  written = found.value().written;
  placed = found.value().placed;
  const std::string& bytes = found.value().bytes;
  Result<RequestModel> model = ModelOfImage(bytes);
  if (!model)
    return ModelError(path, model.error(), IsModelImage(bytes) ? ErrorKind::kDamaged : ErrorKind::kInvalid);
  return model;
}

}  // namespace

Result<RequestModel> ReadModelFile(const std::string& path) {
  Tick written, placed;
  return ReadDated(path, written, placed);
}

std::string AdviceOn(const Error& unreadable, const std::string& path) {
  const std::string command = "errwatch learn ACCESS_LOG... -o " + ShellWord(path);
  switch (unreadable.kind) {
    case ErrorKind::kMissing:
      return "make it with " + command;
    case ErrorKind::kDamaged:
      return "learn it again with " + command;
    case ErrorKind::kInvalid:
      return "name another file, or move that one away and then " + command;
    case ErrorKind::kDenied:
      break;
  }
  return "";
}

Status WriteModelFile(const std::string& path, const RequestModel& model) {
  const Result<CheckedPath> place = CheckedPath::Of(path);
  if (!place) return place.failure();
  if (Status free = CheckReplaceable(place.value()); !free) return free;
  const CheckedPath half = place.value().With(".new." + std::to_string(getpid()));
  const Descriptor file = half.Create();
  if (!file.ok()) return SystemError(half.path(), "make it");
  const bool written = WriteAll(file.get(), ModelImage(model)) && fsync(file.get()) == 0;
  if (written && half.MoveOver(place.value())) return Ok{};
  const int code = errno;
  half.Remove();
  return SystemError(path, "write it", code);
}

bool IsSameModel(const std::string& a, const std::string& b) { return a == b || IsSamePlace(a, b); }

std::string NameOfModel(const std::string& path) {
  std::error_code error;
  const std::filesystem::path name = std::filesystem::weakly_canonical(path, error);
  return error ? path : name.string();
}

std::string WhyLearntOtherwise(const std::string& path, Milliseconds first, Milliseconds other) {
  if (first == other) return "";
  const auto said = [](Milliseconds time) {
    return time.count() == 0 ? std::string("without learn=") : "with learn= of " + FormatSpan(time);
  };
  return "the model " + path + " is one file, named " + said(first) + " and " + said(other) +
         ": the first counts";
}

ModelAtStart FindModel(const std::string& path, bool may_learn) {
  ModelAtStart found;
  Result<RequestModel> read = ReadDated(path, found.written, found.placed);
  if (read) {
    found.known = std::make_unique<const RequestModel>(std::move(read).value());
    return found;
  }
  const Error& failure = read.failure();
  const bool damaged = failure.kind == ErrorKind::kDamaged;
  found.learns = may_learn && (damaged || failure.kind == ErrorKind::kMissing);
  if (!found.learns) {
    found.problem = {failure.text + "; requests are not compared with it", failure.kind};
    const std::string advice =
        may_learn && failure.kind == ErrorKind::kInvalid
            ? "move that file away, and a restart begins to learn it anew; or name another file"
            : AdviceOn(failure, path);
    if (!advice.empty()) found.problem.text += ": " + advice;
    if (failure.kind == ErrorKind::kMissing) found.problem.text += ", or have it learnt with learn=7d";
  } else if (const std::string why = WhyNotWritable(path); !why.empty()) {
    found.problem = {why + "; what is learnt is used, but could not be written"};
  } else if (damaged) {
    found.problem = {failure.text + "; it is learnt again", failure.kind};
  }
  return found;
}

}  // namespace errwatch::store

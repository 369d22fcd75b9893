#include "store/model_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "anomaly/model_image.h"
#include "store/descriptor.h"

namespace errwatch::store {
namespace {

Error ModelError(const char* what, const std::string& path, int code) {
  return Error{std::string(what) + path + ": " + std::generic_category().message(code),
               code == ENOENT ? ErrorKind::kMissing : ErrorKind::kInvalid};
}

// A FIFO would make the opening wait for a writer: O_NONBLOCK, and then nothing but regular files.
Result<std::string> ReadBytes(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) return ModelError("cannot read the model ", path, errno);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return ModelError("cannot read the model ", path, errno);
  if (!S_ISREG(info.st_mode)) return Error{"cannot read the model " + path + ": it is not a regular file"};
  std::string bytes;
  std::array<char, 65536> block;
  for (;;) {
    const ssize_t got = read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ModelError("cannot read the model ", path, errno);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > kMostModelBytes) return Error{"the model " + path + ": it is too large to be one"};
  }
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

Result<RequestModel> ReadModelFile(const std::string& path) {
  const Result<std::string> bytes = ReadBytes(path);
  if (!bytes) return bytes.failure();
  Result<RequestModel> model = ModelOfImage(bytes.value());
  if (!model) return Error{"the model " + path + ": " + model.error()};
  return model;
}

Status WriteModelFile(const std::string& path, const RequestModel& model) {
  const std::string half = path + ".new." + std::to_string(getpid());
  Descriptor file(open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.ok()) return ModelError("cannot write ", half, errno);
  const bool written = WriteAll(file.get(), ModelImage(model)) && fsync(file.get()) == 0;
  if (written && rename(half.c_str(), path.c_str()) == 0) return Ok{};
  const int code = errno;
  unlink(half.c_str());
  return ModelError("cannot write ", path, code);
}

}  // namespace errwatch::store

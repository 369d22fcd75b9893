#include "config/text_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/text_encoding.h"

namespace errwatch {
namespace {

Error SystemError(const std::string& path, int code) {
  return Error{"cannot read " + path + ": " + std::generic_category().message(code)};
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<std::string> ReadTextFile(const std::string& path, std::size_t max_bytes) {
  // As httpd does with its own files. A FIFO would make the opening wait for a writer.
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return SystemError(path, errno);
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode) && path != "/dev/null")
    return Error{"cannot read " + path + ": it is not a regular file"};
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
  if (!file) return SystemError(path, errno);
  std::string content;
  std::array<char, 16384> block;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), file.get())) {
    content.append(block.data(), got);
    if (content.size() > max_bytes) {
      return Error{path + " is larger than " + std::to_string(max_bytes) +
                   " bytes, the most that is read of such a file"};
    }
  }
  if (std::ferror(file.get())) return SystemError(path, errno);  // a directory opens, but does not read
  return content;
}

Result<std::string> ReadListFile(const std::string& path, std::size_t max_bytes) {
  Result<std::string> content = ReadTextFile(path, max_bytes);
  if (!content) return content;
  if (IsUtf16(content.value())) return Error{path + " is UTF-16: save it as UTF-8"};
  if (content.value().starts_with(kUtf8Mark)) return content.value().substr(kUtf8Mark.size());
  return content;
}

std::string_view DirectoryOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

std::string BelowBase(std::string_view path, std::string_view base) {
  if (base.empty() || (!path.empty() && path.front() == '/')) return std::string(path);
  std::string joined(base);
  if (joined.back() != '/') joined += '/';
  return joined.append(path);
}

}  // namespace errwatch

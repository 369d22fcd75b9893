#include "cli/report/changed_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/quoted.h"
#include "store/descriptor.h"

namespace errwatch::cli {
namespace {

using store::Descriptor;

int64_t MicrosOf(const timespec& time) { return time.tv_sec * int64_t{1'000'000} + time.tv_nsec / 1000; }

// Endings of what a web server may be told to run, and of what tells it to.
bool HasRunningName(std::string_view name) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {".php",  ".php3", ".php4", ".php5", ".php7", ".php8", ".phps", ".pht",   ".phtml",
       ".phar", ".inc",  ".jsp",  ".jspx", ".asp",  ".aspx", ".ashx", ".asa",   ".cer",
       ".cgi",  ".fcgi", ".pl",   ".pm",   ".py",   ".rb",   ".sh",   ".shtml", ".so",
       ".exe",  ".ps1",  ".bat",  ".cmd",  ".lua",  ".cfm",  ".war",  ".js",    ".mjs"});
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  if (lower == ".htaccess" || lower == ".user.ini" || lower == "web.config") return true;
  // Apache looks at every ending: "x.php.jpg" may run, too.
  for (std::size_t dot = lower.find('.'); dot != std::string::npos; dot = lower.find('.', dot + 1)) {
    const std::string ending = lower.substr(dot, lower.find('.', dot + 1) - dot);
    if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end()) return true;
  }
  return false;
}

bool HasRunningStart(std::string_view start) {
  return start.starts_with("#!") ||
         start.starts_with(
             "\x7f"
             "ELF") ||
         start.starts_with("MZ") || start.find("<?php") != std::string_view::npos ||
         start.find("<?=") != std::string_view::npos;
}

class Search {
 public:
  Search(ChangedFiles& found, const std::set<std::string>& asked_for, const ChangeBounds& bounds)
      : found_(found), asked_for_(asked_for), bounds_(bounds), bytes_left_(bounds.bytes) {}

  void Directory(Descriptor directory, const std::string& path, std::size_t depth, dev_t device);
  void Sort();
  // Of what is listed; the most telling first, while there are bytes left.
  void Digest(int root);

 private:
  void Entry(int directory, const char* name, const std::string& path, std::size_t depth, dev_t device);
  void Changed(int directory, const char* name, const std::string& path, const struct stat& status);
  bool Keep(ChangedFile file);
  std::string OwnerOf(uid_t user);

  ChangedFiles& found_;
  const std::set<std::string>& asked_for_;
  const ChangeBounds& bounds_;
  uint64_t bytes_left_;
  std::map<uid_t, std::string> owners_;
};

bool ComesFirst(const ChangedFile& a, const ChangedFile& b) {
  const auto rank = [](const ChangedFile& file) {
    return std::tuple(file.runs && file.asked_for, file.runs, file.asked_for, file.changed_us);
  };
  return rank(a) != rank(b) ? rank(a) > rank(b) : a.path < b.path;
}

void Search::Directory(Descriptor directory, const std::string& path, std::size_t depth, dev_t device) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(directory.get()), ::closedir);
  if (entries == nullptr) {
    ++found_.unread;
    return;
  }
  directory.Release();  // closed with `entries`
  while (!found_.cut) {
    errno = 0;
    const dirent* entry = ::readdir(entries.get());
    if (entry == nullptr) {
      found_.unread += errno != 0;
      return;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (++found_.looked_at > bounds_.files) {
      found_.cut = true;
      --found_.looked_at;
      return;
    }
    Entry(::dirfd(entries.get()), entry->d_name, path + "/" + std::string(name), depth, device);
  }
}

void Search::Entry(int directory, const char* name, const std::string& path, std::size_t depth,
                   dev_t device) {
  struct stat status;
  if (::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    found_.unread += errno != ENOENT;  // one that is removed meanwhile is none
    return;
  }
  const int64_t changed_us = std::max(MicrosOf(status.st_mtim), MicrosOf(status.st_ctim));
  if (!S_ISDIR(status.st_mode)) {
    if (changed_us >= found_.since_us) Changed(directory, name, path, status);
    return;
  }
  if (status.st_dev != device) return;
  if (depth >= bounds_.depth) {
    ++found_.unread;
    return;
  }
  Descriptor below(::openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!below.ok()) {
    ++found_.unread;
    return;
  }
  Directory(std::move(below), path, depth + 1, device);
}

void Search::Changed(int directory, const char* name, const std::string& path, const struct stat& status) {
  ChangedFile file;
  file.path = path;
  file.changed_us = std::max(MicrosOf(status.st_mtim), MicrosOf(status.st_ctim));
  file.bytes = static_cast<uint64_t>(status.st_size);
  file.mode = status.st_mode;
  file.owner = OwnerOf(status.st_uid);
  file.is_link = S_ISLNK(status.st_mode);
  file.asked_for = asked_for_.contains(path);
  if (file.is_link) {
    std::array<char, 512> target;
    const ssize_t got = ::readlinkat(directory, name, target.data(), target.size());
    if (got > 0) file.target.assign(target.data(), static_cast<std::size_t>(got));
  } else {
    file.runs = HasRunningName(name) || (S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0);
  }
  if (S_ISREG(status.st_mode) && !file.runs) {
    const Descriptor opened(
        ::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    std::array<char, 512> start;
    const ssize_t got = opened.ok() ? ::read(opened.get(), start.data(), start.size()) : 0;
    file.runs = got > 0 && HasRunningStart({start.data(), static_cast<std::size_t>(got)});
  }
  ++found_.changed;
  Keep(std::move(file));
}

// The worst one goes where there are too many. Sorting now and then is cheaper than each time.
bool Search::Keep(ChangedFile file) {
  found_.files.push_back(std::move(file));
  if (found_.files.size() < 2 * bounds_.listed + 16) return true;
  Sort();
  return false;
}

void Search::Sort() {
  std::sort(found_.files.begin(), found_.files.end(), ComesFirst);
  if (found_.files.size() > bounds_.listed) found_.files.resize(bounds_.listed);
}

std::string Search::OwnerOf(uid_t user) {
  if (const auto known = owners_.find(user); known != owners_.end()) return known->second;
  const passwd* entry = ::getpwuid(user);  // NOLINT(concurrency-mt-unsafe): one thread
  return owners_[user] = entry == nullptr ? std::to_string(user) : entry->pw_name;
}

// Opens what the path says below `root` without following a link anywhere on the way.
int OpenBelow(int root, std::string_view path) {
  Descriptor at(::dup(root));
  while (at.ok() && !path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string name(path.substr(0, end));
    path.remove_prefix(end);
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    const int next = ::openat(at.get(), name.c_str(), path.empty() ? flags : flags | O_DIRECTORY);
    if (next < 0 || path.empty()) return next;
    at = Descriptor(next);
  }
  return -1;
}

std::string HexDigest(int file, uint64_t most, uint64_t& bytes) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::array<unsigned char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = ::read(file, buffer.data(), buffer.size());
    if (got < 0) return {};
    if (got == 0) break;
    bytes += static_cast<uint64_t>(got);
    if (bytes > most) return {};  // it grows while it is read
    crypto_hash_sha256_update(&state, buffer.data(), static_cast<unsigned long long>(got));
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256_final(&state, digest.data());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex;
  return sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
}

void Search::Digest(int root) {
  for (ChangedFile& file : found_.files) {
    if (!S_ISREG(file.mode) || file.bytes > bytes_left_) continue;
    const Descriptor opened(OpenBelow(root, file.path));
    struct stat status;
    if (!opened.ok() || ::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
      file.unread = true;
      continue;
    }
    uint64_t bytes = 0;
    file.digest = HexDigest(opened.get(), bytes_left_, bytes);
    bytes_left_ -= std::min(bytes_left_, bytes);
  }
}

}  // namespace

std::string WithoutLinks(const std::string& directory) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(directory.c_str(), nullptr),
                                                             &std::free);
  return resolved == nullptr ? directory : resolved.get();
}

Result<ChangedFiles> FindChangedFiles(const std::string& directory, int64_t since_us,
                                      const std::set<std::string>& asked_for, const ChangeBounds& bounds) {
  Descriptor root(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status;
  if (!root.ok() || ::fstat(root.get(), &status) != 0)
    return Error{"--docroot: cannot open " + Quoted(directory) + ": " + std::strerror(errno)};
  ChangedFiles found;
  found.directory = directory;
  found.since_us = since_us;
  found.digest_bytes = bounds.bytes;
  Search search(found, asked_for, bounds);
  search.Directory(Descriptor(::dup(root.get())), "", 0, status.st_dev);
  search.Sort();
  search.Digest(root.get());
  return found;
}

}  // namespace errwatch::cli

// What changed below a directory since a moment: what an attacker may have left there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace errwatch::cli {

struct ChangeBounds {
  std::size_t files = 1'000'000;  // that are looked at
  std::size_t listed = 1'000;
  uint64_t bytes = uint64_t{2} << 30;  // that are read for digests, all files together
  std::size_t depth = 64;              // directories within each other
};

struct ChangedFile {
  std::string path;        // below the directory
  int64_t changed_us = 0;  // the later of mtime and ctime
  uint64_t bytes = 0;
  uint32_t mode = 0;       // with the type, as stat gives it
  std::string owner;       // name, or number
  std::string digest;      // SHA-256 in hexadecimal; empty = not made
  bool unread = false;     // no digest because it could not be read
  bool is_link = false;    // `target` says where to
  bool runs = false;       // a program, or what a server may run: by its mode, its name or its first bytes
  bool asked_for = false;  // by a hostile client
  std::string target;
};

struct ChangedFiles {
  std::string directory;  // without links
  std::string named;      // ... as it was asked for, where that is another name
  int64_t since_us = 0;
  std::vector<ChangedFile> files;  // what runs first, then what was asked for, then the latest
  uint64_t changed = 0;            // all of them, listed or not
  uint64_t looked_at = 0;
  uint64_t unread = 0;        // directories and files
  bool cut = false;           // not all was looked at
  uint64_t digest_bytes = 0;  // the bound
};

// What a directory is that may be a link or lie behind one, as the current release of a site often does. As
// it was given where that cannot be told: who opens it says why.
std::string WithoutLinks(const std::string& directory);

// Looks at everything below `directory`, on its file system, without following links; it is none itself
// (WithoutLinks). `asked_for` are paths as clients asked for them, decoded: "/uploads/x.php". The error says
// why the directory cannot be opened.
Result<ChangedFiles> FindChangedFiles(const std::string& directory, int64_t since_us,
                                      const std::set<std::string>& asked_for,
                                      const ChangeBounds& bounds = ChangeBounds());

}  // namespace errwatch::cli

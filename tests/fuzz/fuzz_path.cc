// A value: its path is split into strings, its steps are counted.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plain_text.h"
#include "structure/path_escape.h"
#include "structure/system_path.h"

namespace {

using errwatch::Structure;
using errwatch::plain::Agree;

std::vector<std::string> Segments(const std::string& path) {
  std::vector<std::string> segments(1);
  for (const char c : path) {
    if (c == '/' || c == '\\') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  return segments;
}

// Two steps with nothing but "." and empty names between them.
bool HasTwoSteps(const std::vector<std::string>& segments) {
  int steps = 0;
  for (const std::string& segment : segments) {
    if (segment.empty() || segment == ".") continue;
    steps = segment == ".." ? steps + 1 : 0;
    if (steps == 2) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string any(reinterpret_cast<const char*>(data), size);
  std::string path;  // of it, what a plain path is made of
  for (const char c : any) {
    if (std::string_view("./\\abctew").find(c) != std::string_view::npos) path += c;
  }
  const errwatch::Value value{path, path};
  const bool two_steps = HasTwoSteps(Segments(path));
  const bool no_step = path.find("..") == std::string::npos && path.find("/./") == std::string::npos &&
                       path.find("\\.") == std::string::npos && path.find(".\\") == std::string::npos;
  if (two_steps || no_step) Agree(Structure::kPathEscape, errwatch::HasPathEscape(value), two_steps, path);
  if (path.find_first_of("/\\") == std::string::npos)
    Agree(Structure::kSystemPath, errwatch::HasSystemPath(value), false, path);

  // A name of its own, wherever it stands.
  const std::string etc = "/./" + std::string(size % 5, '/') + "etc//" + "x" + path;
  if (path.find("/et") == std::string::npos)
    Agree(Structure::kSystemPath, errwatch::HasSystemPath({etc, etc}), true, etc);
  const errwatch::Value whole{any, any};
  errwatch::HasPathEscape(whole);
  errwatch::HasSystemPath(whole);
  return 0;
}

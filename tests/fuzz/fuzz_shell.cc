// First byte: what is built of the others. A command line, dressed at will, which must be found; a sentence
// with separators in it, which must not be; or any bytes, of which only what always holds is asked.
#include <string>

#include "built_value.h"
#include "structure/shell.h"

namespace {

using errwatch::FuzzBytes;

// The name with something between its letters that a shell takes away.
std::string Dress(std::string_view name, FuzzBytes& bytes) {
  std::string dressed;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == 0) {
      dressed += name[i];
      continue;
    }
    switch (bytes.Next() % 8) {
      case 0:
        dressed += std::string("''") + name[i];
        break;
      case 1:
        dressed += std::string("\\") + name[i];
        break;
      case 2:
        dressed += std::string("$@") + name[i];
        break;
      case 3:
        dressed += std::string("\"") + name[i] + "\"";
        break;
      case 4:
        dressed += std::string("${u}") + name[i];
        break;
      default:
        dressed += name[i];
    }
  }
  // "\n" and "\r" in front of nothing stand for a line's end, so these two are never escaped at the end of a
  // name.
  return dressed;
}

std::string CommandLine(FuzzBytes& bytes) {
  std::string line(bytes.Pick({"", "1", "a", "127.0.0.1", "x'", "x\"", "f=1", "../x"}));
  const std::string_view opener =
      bytes.Pick({";", "|", "||", "&&", "$(", "`", "; ", "| ", ";sudo ", ";time ", ";{ ", ";a=b "});
  line += opener;
  line += bytes.Pick({"", "/bin/", "/usr/bin/"});
  line += Dress(bytes.Pick({"cat", "wget", "find", "python3", "uname", "whoami", "chmod"}), bytes);
  line += bytes.Pick(
      {" /etc/passwd", " -x", " $home", "${ifs}x", " ../x", " http://a/b", "</etc/passwd", " x.sh", " *.c"});
  if (opener == "$(") line += ")";
  if (opener == "`") line += "`";
  return line;
}

std::string Sentence(FuzzBytes& bytes) {
  std::string text(bytes.Pick({"the", "red", "we", "two"}));
  for (int i = bytes.Next() % 12; i > 0; --i) {
    text += bytes.Pick({" ", "; ", " & ", ", ", " | ", " ", " - ", ": "});
    text += bytes.Pick({"house",        "cat will",      "find me",   "more of it", "sleep 8 hours",
                        "who knows",    "head for home", "price",     "$5 each",    "o'brien",
                        "time to go",   "a (small) one", "less than", "mail us",    "touch of grey",
                        "echo chamber", "sort of",       "cut out",   "last one",   "set of 7"});
  }
  return text + " today";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  errwatch::AskBuilt(errwatch::HasShell, errwatch::kShellMarks, FuzzBytes(data, size), CommandLine, Sentence);
  return 0;
}

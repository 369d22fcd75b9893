// First byte: what is built of the others. A command line, dressed at will, which must be found; a sentence
// with separators in it, which must not be; or any bytes. Of these the words, and what wildcards may stand
// for, are held against plain_shell.h, and what runs behind a separator whatever it is called against
// plain_shell_behind.h; of the answer only what always holds is asked.
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_shell.h"
#include "plain_shell_behind.h"
#include "plain_text.h"
#include "structure/shell.h"
#include "structure/shell_behind.h"
#include "structure/shell_place.h"
#include "structure/shell_word.h"

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

void CheckWord(const std::string& text, bool in_braces) {
  using errwatch::InBraces;
  const errwatch::plain::CommandWord plain = errwatch::plain::UnixWord(text, in_braces).Read();
  const errwatch::ShellWord word =
      errwatch::ReadUnixWord(text, 0, in_braces ? InBraces::kYes : InBraces::kNo);
  const bool same =
      plain.too_long || (word.text() == plain.text && word.end == text.size() - plain.rest.size() &&
                         word.dressed == plain.dressed && word.wild == plain.wild);
  if (!same || plain.too_long != word.too_long)
    std::fprintf(stderr, "%d plain <%s> dressed %d wild %d long %d, detector <%s> %d %d %d\n", in_braces,
                 plain.text.c_str(), plain.dressed, plain.wild, plain.too_long,
                 std::string(word.text()).c_str(), word.dressed, word.wild, word.too_long);
  errwatch::plain::Agree(errwatch::Structure::kShell, true, same && plain.too_long == word.too_long, text);
}

void CheckWords(const std::string& text) {
  CheckWord(text, false);
  CheckWord(text, true);
  const std::string name = text.substr(0, 12);  // that a '*' may be anything costs much
  const std::string glob = text.substr(name.size(), 12);
  errwatch::plain::Agree(errwatch::Structure::kShell, errwatch::GlobMatches(glob, name),
                         errwatch::plain::MayStandFor(glob, name), text);
}

void CheckBehind(const std::string& text) {
  using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)
  using errwatch::ShellOpener;
  Agree(errwatch::Structure::kShell, errwatch::IsRunningOption(text), StartsAnother(text), "option: " + text);
  for (auto place = errwatch::NextShellPlace(text, 0); place;
       place = errwatch::NextShellPlace(text, place->from)) {
    const std::string before(place->before);
    const std::string rest = From(text, place->from);
    const std::string where = "behind " + std::to_string(place->from) + ": " + text;
    if (place->opener != ShellOpener::kSubstitution && place->opener != ShellOpener::kBackTick)
      Agree(errwatch::Structure::kShell, errwatch::IsGluedToOperand(*place), IsGlued(before, rest),
            "operand, " + where);
    Agree(errwatch::Structure::kShell, errwatch::IsBehindHostNumber(*place), IsHostNumber(before),
          "host, " + where);
    Agree(errwatch::Structure::kShell, errwatch::RunsAsBody(text, place->from), IsBodyWithEnd(rest),
          "body, " + where);
    const bool broken_out = place->opener == ShellOpener::kSubstitution;
    Agree(errwatch::Structure::kShell,
          errwatch::MayRunByStructure(text, place->from) && errwatch::RunsByStructure(*place, place->from),
          RunsWhatever(broken_out ? "" : before, rest), "whatever, " + where);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {
      "a",   "b",  "1", "/",    "''", "'",  "\"",   "\\",  "\\n", "$@",   "${x}", "${", "}",    "$(",
      ")",   "``", "`", "[a]",  "[",  "]",  "?",    "*",   ",",   "$ifs", "$",    ".",  "-",    "_",
      "<()", "{",  " ", "abcd", ";",  "$x", "${1}", "\\r", "$'",  "<",    ">(",   "!",  "[abc]"};
  static const std::vector<std::string_view> behind = {
      "x",     "frob", " ",       ";",         "|",     "&",    "/etc/passwd", "/",   "-a", "<",
      "=",     "@",    "$0",      "$_",        "$bash", ". ",   "~",           ">",   ": ", "echo ",
      "a.b",   ".php", "printf ", "-",         "f",     "()",   "{ ",          "id",  "}",  "function ",
      "then ", ";fi",  "do ",     ";done",     "--",    "exec", "rsh",         "1",   ".",  "'",
      "\"",    "$(",   ")",       "127.0.0.1", "`",     "+",    "nd",          "tmp", "e",  "5"};
  if (size > 0) {
    CheckWords(errwatch::plain::Woven(data + 1, size - 1, fragments));
    CheckBehind(errwatch::plain::Lower(errwatch::plain::Woven(data + 1, size - 1, behind)));
  }
  errwatch::AskBuilt(errwatch::HasShell, errwatch::kShellMarks, FuzzBytes(data, size), CommandLine, Sentence);
  return 0;
}

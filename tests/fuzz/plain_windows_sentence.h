// Whether a value with one command in it is one that Windows would run, slowly: of a few beginnings, openers,
// commands and arguments all that can be put together.
#pragma once

#include <string>
#include <vector>

#include "plain_shell_sentence.h"
#include "plain_text.h"

namespace errwatch::plain {

inline const std::vector<std::string> kWindowsCommands = {"whoami", "ver",  "certutil", "iwr",       "ping",
                                                          "python", "type", "del",      "frobnicate"};
inline const std::vector<std::string> kWindowsArguments = {"",  "/x",   "c:\\x", "%x%", "-x",
                                                           "5", "a.bc", "word",  "'q'"};

class WindowsJudge : public CommandPlace {
 public:
  explicit WindowsJudge(const ShellSentence& sentence) : CommandPlace(sentence) {}

  bool Runs() const { return IsToolWithOption() || (!IsTyped() && IsCommand()); }
  // Would run, were it not what people type.
  bool IsTypedCommand() const { return !IsToolWithOption() && IsTyped() && IsCommand(); }

 private:
  // Wherever it stands.
  bool IsToolWithOption() const { return Kind() == "tool" && (s_.argument == "/x" || s_.argument == "-x"); }

  bool IsCommand() const {
    static const Words telling = {"/x", "-x", "c:\\x", "%x%"};
    if (Kind() == "none") return false;
    if (telling.contains(s_.argument)) return !IsQuoted();
    if (s_.argument.empty()) return RunsAlone();
    if (s_.argument == "'q'") return Kind() == "tool";
    if (s_.argument == "a.bc")
      return Kind() == "tool" || Kind() == "network" ||
             (!s_.blank && (s_.opener == "&" || s_.opener == "&&" || s_.opener == "||"));
    return Kind() == "tool" && !s_.blank && s_.opener != "`" && s_.command.size() > 3;
  }

  std::string Kind() const {
    static const Words tells = {"whoami", "ver"};
    static const Words tools = {"certutil", "iwr"};
    static const Words words = {"type", "del"};
    if (tells.contains(s_.command)) return "tells";
    if (tools.contains(s_.command)) return "tool";
    if (words.contains(s_.command)) return "word";
    return s_.command == "ping" ? "network" : s_.command == "python" ? "interpreter" : "none";
  }

  bool RunsAlone() const {
    if (IsQuoted() || IsOfNames()) return false;
    if (Kind() == "tells") return true;
    if (Kind() != "word") return BreaksOut();
    return s_.front.empty() && (s_.opener == "&&" || s_.opener == "||");
  }
};

}  // namespace errwatch::plain

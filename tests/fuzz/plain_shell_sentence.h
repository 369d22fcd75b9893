// Whether a value with one command in it is one that a shell would run, slowly: of a few beginnings, openers,
// commands and arguments all that can be put together.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plain_text.h"

namespace errwatch::plain {

struct ShellSentence {
  std::string front;
  std::string opener;
  bool blank;  // behind the opener
  std::string command;
  std::string argument;

  std::string Text() const {
    const std::string close = opener == "$(" ? ")" : opener == "`" ? "`" : "";
    return front + opener + (blank ? " " : "") + command + (argument.empty() ? "" : " ") + argument + close;
  }
};

inline const std::vector<std::string> kShellFronts = {"",   "5",         "x",          "x'", "a/b",
                                                      "x ", "two words", "two words ", "7 "};
inline const std::vector<std::string> kShellOpeners = {";", "|", "&", "&&", "||", "$(", "`"};
inline const std::vector<std::string> kShellCommands = {
    "id", "uname", "wget", "chmod", "ping", "sh", "bash", "python3", "cat", "rm", "frobnicate", "sleep"};
inline const std::vector<std::string> kShellArguments = {"",         "-x", "/etc/passwd", "/x",   "$h",
                                                         "http://a", "5",  "a.bc",        "word", "'q'"};

// Where the command of a sentence stands.
class CommandPlace {
 public:
  explicit CommandPlace(ShellSentence sentence) : s_(std::move(sentence)) {}

 protected:
  bool BlankInFront() const { return s_.front.ends_with(' '); }
  std::string Front() const { return s_.front.substr(0, s_.front.size() - (BlankInFront() ? 1 : 0)); }
  bool FrontIsWords() const {
    static const Expression words("[a-z]+(?: [a-z]+)*");
    return Is(Front(), words);
  }
  // "use `ls -l` to"
  bool IsQuoted() const { return s_.opener == "`" && BlankInFront() && FrontIsWords(); }
  // "two words; id": a command line that a person typed, but not about what only an intruder asks for.
  bool IsTyped() const {
    return s_.blank && s_.opener != "`" && s_.opener != "$(" && Holds(Front(), " ") &&
           s_.argument != "/etc/passwd";
  }
  // The value begins there, or its string ends.
  bool BreaksOut() const { return s_.opener == "$(" || s_.front.empty() || s_.front.ends_with('\''); }

  // "AT&T", "Home | ID"
  bool IsOfNames() const {
    if (BreaksOut()) return false;
    if (s_.opener == "|") return FrontIsWords() && BlankInFront() && s_.blank;
    const char last = Front().back();
    if (s_.opener != "&" || last < 'a' || last > 'z') return false;
    return s_.command.size() <= 2 || (s_.command.size() <= 5 && BlankInFront());
  }

  ShellSentence s_;
};

class ShellJudge : public CommandPlace {
 public:
  explicit ShellJudge(const ShellSentence& sentence) : CommandPlace(sentence) {}

  bool Runs() const { return !IsTyped() && IsCommand(); }
  // Would run, were it not what people type.
  bool IsTypedCommand() const { return IsTyped() && IsCommand(); }

 private:
  bool IsCommand() const {
    static const Words telling = {"-x", "/x", "$h", "http://a"};
    if (Kind() == "none") return s_.argument == "/etc/passwd" && IsGlued();
    if (s_.argument == "/etc/passwd") return !IsQuoted();
    if (telling.contains(s_.argument)) return !IsQuoted();
    if (s_.argument.empty()) return RunsAlone();
    if (s_.argument == "'q'")
      return Kind() == "tool" || s_.command == "cat" || (!s_.blank && Kind() != "word");
    if (s_.argument == "5" && Kind() == "seconds") return !s_.blank || !Holds(Front(), " ");
    if (s_.argument == "a.bc" && (Kind() == "tool" || Kind() == "network")) return true;
    return RunsWithWord();
  }

  std::string Kind() const {
    static const Words tells = {"id", "uname"};
    static const Words tools = {"wget", "chmod"};
    static const Words interpreters = {"sh", "bash", "python3"};
    static const Words words = {"cat", "rm"};
    if (tells.contains(s_.command)) return "tells";
    if (tools.contains(s_.command)) return "tool";
    if (interpreters.contains(s_.command)) return "interpreter";
    if (words.contains(s_.command)) return "word";
    return s_.command == "ping" ? "network" : s_.command == "sleep" ? "seconds" : "none";
  }

  // Behind one operand, with nothing in between: any word is a command then.
  bool IsGlued() const {
    if (s_.opener == "$(") return true;
    return s_.opener != "`" && !s_.blank && (!Holds(Front(), " ") || BreaksOut());
  }

  bool RunsAlone() const {
    if (IsQuoted() || IsOfNames()) return false;
    if (Kind() == "tells") return true;
    if (Kind() == "interpreter" && Holds(s_.front, "/") && s_.opener != ";" && s_.opener != "&") return true;
    if (Kind() == "seconds") return false;
    if (Kind() != "word") return BreaksOut();
    return s_.opener == "$(" || (s_.front.empty() && s_.opener != "&" && s_.opener != "`");
  }

  bool RunsWithWord() const {
    if (s_.opener == "$(") return true;
    if (s_.front.empty() && !s_.blank && s_.opener != "`") return true;
    return s_.opener != "&" && !s_.blank && !IsQuoted() && (Kind() == "tool" || Kind() == "network");
  }
};

// Calls `judge` with each that there is.
template <typename F>
void ForEachSentence(const std::vector<std::string>& commands, const std::vector<std::string>& arguments,
                     F judge) {
  for (const std::string& front : kShellFronts)
    for (const std::string& opener : kShellOpeners)
      for (const std::string& command : commands)
        for (const std::string& argument : arguments)
          for (const bool blank : {false, true})
            judge(ShellSentence{front, opener, blank, command, argument});
}

}  // namespace errwatch::plain

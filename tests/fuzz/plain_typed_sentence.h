// Whether a value with one call of JavaScript, or one element of HTML, is one that a person typed, slowly: of a few
// beginnings, names, arguments and ends all that can be put together.
#pragma once

#include <string>

#include "plain_markup.h"
#include "plain_text.h"

namespace errwatch::plain {

struct ScriptSentence {
  std::string front;
  std::string name;
  std::string argument;

  std::string Text() const { return front + name + "(" + argument + ")"; }

  // The page's own string was ended, its secret is given away, or it is what intruders try first.
  bool Runs() const { return !front.empty() || argument == "1" || argument == "document.cookie"; }
  // Alone, with a text or a name.
  bool IsTyped() const { return !Runs(); }
};

template <typename F>
void ForEachCall(F judge) {
  for (const char* front : {"", "'-", "\";"})
    for (const char* name : {"alert", "confirm"})
      for (const char* argument : {"\"hello\"", "x", "'/api/items'", "1", "document.cookie"})
        judge(ScriptSentence{front, name, argument});
}

struct MarkupSentence {
  std::string front;
  std::string element;
  std::string back;

  std::string Text() const { return front + "<" + element + ">" + back; }
  // It runs or loads, but stands there as a word does.
  bool IsTyped() const { return kActive.contains(element) && !MarkupRuns(Text(), Text()); }
};

template <typename F>
void ForEachElement(F judge) {
  for (const char* front : {"", "("})
    for (const char* element : {"script", "svg", "iframe", "object", "b", "p", "list"})
      for (const char* back : {"", ")", ", or", "x", "f(1)"}) judge(MarkupSentence{front, element, back});
}

}  // namespace errwatch::plain

#include "match/word_pattern.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/quoted.h"
#include "base/sort_unique.h"

namespace errwatch {
namespace {

std::string Mark(std::string_view name) { return "@" + std::string(name) + "@"; }

void AppendLiteral(std::string_view word, std::string& pattern) {
  for (const char c : word) {
    if (std::string_view("\\^$.[]|()?*+{}").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
}

std::string Alternatives(const WordList& list) {
  std::vector<std::string_view> words(list.words.begin(), list.words.end());
  std::stable_sort(words.begin(), words.end(),
                   [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  std::string pattern;
  for (const std::string_view word : words) {
    if (!pattern.empty()) pattern += '|';
    AppendLiteral(word, pattern);
  }
  return pattern;
}

// Deeper than this, words are written one beside the other.
constexpr int kMostLevels = 8;

std::size_t CommonPrefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

// REQUIRES: sorted words, each once, that are the same up to `done`, which is written already.
void AppendFactored(std::span<const std::string> words, std::size_t done, int levels, std::string& pattern) {
  const bool ends_here = words.front().size() == done;
  if (ends_here) words = words.subspan(1);
  bool first = true;
  while (!words.empty()) {
    const char next = words.front()[done];
    const auto end = std::find_if(words.begin(), words.end(),
                                  [&](const std::string& word) { return levels == 0 || word[done] != next; });
    const auto alike = words.first(std::max<std::size_t>(1, static_cast<std::size_t>(end - words.begin())));
    words = words.subspan(alike.size());
    if (!std::exchange(first, false)) pattern += '|';
    // Of sorted words, the first and the last have least in common.
    const std::size_t common =
        alike.size() == 1 ? alike.front().size() : CommonPrefix(alike.front(), alike.back());
    AppendLiteral(std::string_view(alike.front()).substr(done, common - done), pattern);
    if (alike.size() == 1) continue;
    pattern += "(?:";
    AppendFactored(alike, common, levels - 1, pattern);
    pattern += alike.front().size() == common ? ")?" : ")";
  }
}

std::string Factored(const WordList& list) {
  std::vector<std::string> words = list.words;
  SortUnique(words);
  std::string pattern;
  AppendFactored(words, 0, kMostLevels, pattern);
  return pattern;
}

// Ends with an unescaped `end`.
bool EndsWith(std::string_view text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  const std::size_t last = text.find_last_not_of('\\');
  const std::size_t backslashes = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 0;
}

// A lookbehind begins there: PCRE2 wants alternatives of one length each in it, and no groups.
bool IsBehind(std::string_view before) { return EndsWith(before, "(?<!") || EndsWith(before, "(?<="); }

// What stands there is an alternative of its own, so that its own alternatives need no group: what is learnt
// of the pattern (match/required_literal.h) is then the same as if each word had been written there.
bool IsAlternative(std::string_view before, std::string_view after) {
  return (before.empty() || EndsWith(before, "|") || EndsWith(before, "(?:") || IsBehind(before)) &&
         (after.empty() || after.front() == '|' || after.front() == ')');
}

const WordList* Find(std::span<const WordList> lists, std::string_view name) {
  const auto at =
      std::find_if(lists.begin(), lists.end(), [&](const WordList& list) { return list.name == name; });
  return at == lists.end() ? nullptr : &*at;
}

}  // namespace

bool IsWordListName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsLower(c) || IsDigit(c) || c == '-' || c == '_';
  });
}

Result<PatternWithWords> WithWords(std::string_view pattern, std::span<const WordList> lists) {
  for (const WordList& list : lists) {
    if (pattern.find(Mark(list.name)) == std::string_view::npos) {
      return Error{"the pattern does not say where the words of " + Quoted(list.name) + " belong: write " +
                   Mark(list.name) + " there"};
    }
  }
  PatternWithWords result;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t end = pattern[at] == '@' ? pattern.find('@', at + 1) : std::string_view::npos;
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : pattern.substr(at + 1, end - at - 1);
    if (!IsWordListName(name)) {
      result.text += pattern[at];
      result.factored += pattern[at++];
      continue;
    }
    const WordList* list = Find(lists, name);
    if (list == nullptr) {
      return Error{Mark(name) +
                   " stands for the words of a list that words= does not name; write \\x40 for @"};
    }
    const std::string_view before = pattern.substr(0, at);
    at = end + 1;
    const bool alone = IsAlternative(before, pattern.substr(at));
    const std::string words = Alternatives(*list);
    result.text.append(alone ? "" : "(?:").append(words).append(alone ? "" : ")");
    result.factored.append(alone ? "" : "(?:")
        .append(IsBehind(before) ? words : Factored(*list))
        .append(alone ? "" : ")");
  }
  return result;
}

std::string WholeWordsPattern(std::span<const WordList> lists) {
  std::string marks;
  for (const WordList& list : lists) marks.append(marks.empty() ? "" : "|").append(Mark(list.name));
  return R"((?<!\w)(?:)" + marks + R"()(?!\w))";
}

}  // namespace errwatch

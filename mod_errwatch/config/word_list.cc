#include "config/word_list.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/quoted.h"
#include "config/text_file.h"
#include "config/words.h"
#include "match/word_pattern.h"

namespace errwatch {
namespace {

constexpr std::size_t kMaxWordFileBytes = 1U << 20;
constexpr std::string_view kEnding = ".txt";

Status CheckOrder(std::string_view before, std::string_view word) {
  if (word == before) return Error{Quoted(word) + " stands there twice"};
  if (word > before) return Ok{};
  return Error{Quoted(word) + " belongs before " + Quoted(before) +
               ": sort the words by their bytes, as LC_ALL=C sort -u does"};
}

}  // namespace

Status CheckListWord(std::string_view word) {
  if (word.empty()) return Error{"a word is empty"};
  if (word.size() > kMostWordBytes) {
    return Error{Quoted(word) + " is too long: words have at most " + std::to_string(kMostWordBytes) +
                 " bytes"};
  }
  if (HasControl(word))
    return Error{Quoted(word) + " has a control character: a list is plain text, one word a line"};
  if (std::any_of(word.begin(), word.end(), IsUpper))
    return Error{Quoted(word) + " has upper-case letters: words are written in lower case"};
  if (word.front() == ' ' || word.back() == ' ')
    return Error{Quoted(word) + " begins or ends with a blank: that belongs into the pattern"};
  return Ok{};
}

Result<std::vector<std::string>> ParseWordList(std::string_view text, const std::string& origin) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view word, int) -> Status {
    if (word.front() == '#') return Ok{};
    if (Status good = CheckListWord(word); !good) return good;
    if (Status sorted = words.empty() ? Status(Ok{}) : CheckOrder(words.back(), word); !sorted) return sorted;
    if (words.size() == kMostListWords)
      return Error{"more than " + std::to_string(kMostListWords) + " words; make two lists of them"};
    words.emplace_back(word);
    return Ok{};
  };
  if (const Status read = ForEachTextLine(text, origin, add); !read) return read.failure();
  if (words.empty()) return Error{origin + " has no words; write one a line"};
  return words;
}

Result<std::vector<std::string>> ReadWordFile(const std::string& path) {
  const Result<std::string> text = ReadListFile(path, kMaxWordFileBytes);
  if (!text) return text.failure();
  return ParseWordList(text.value(), path);
}

Result<std::string> WordListName(std::string_view file) {
  std::string_view name = file.substr(file.rfind('/') + 1);
  const bool ends = name.ends_with(kEnding);
  if (ends) name.remove_suffix(kEnding.size());
  if (ends && IsWordListName(name)) return std::string(name);
  return Error{Quoted(file) +
               " is no list of words; its name is of lower-case letters, digits, '-' and '_' and ends with "
               ".txt, as in @words/our-old-shop.txt"};
}

}  // namespace errwatch

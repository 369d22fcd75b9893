// One pass over a message, that tells constant words from what is variable: for message_template.cc alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "anomaly/message_words.h"
#include "base/ascii.h"

namespace errwatch::masking {

// What may stand in a word, and what may end it.
enum CharClass : uint8_t {
  kLetterClass = 1,
  kJoinClass = 2,  // inside of a word: "Content-Length", "doesn't", "file_get_contents"
  kBlankClass = 4,
  kPointClass = 8,  // behind a word: "exist:", "output."
};
inline constexpr std::array<uint8_t, 256> kCharClass = [] {
  std::array<uint8_t, 256> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (i < 128 && IsAlpha(static_cast<char>(i))) classes[i] = kLetterClass;
  for (const char c : std::string_view("-_'")) classes[static_cast<unsigned char>(c)] = kJoinClass;
  for (const char c : std::string_view(" \t\r\n")) classes[static_cast<unsigned char>(c)] = kBlankClass;
  for (const char c : std::string_view(".,:;!?)]}>\"")) classes[static_cast<unsigned char>(c)] = kPointClass;
  return classes;
}();
inline uint8_t ClassOf(char c) noexcept { return kCharClass[static_cast<unsigned char>(c)]; }

// `Sink` takes the parts in order: Constant(word, its hash), Variable(), Signs(text between them).
template <typename Sink>
class MessageMask {
 public:
  MessageMask(std::string_view text, Sink& sink) noexcept
      : at_(text.data()), end_(text.data() + text.size()), sink_(sink) {}

  void Run() noexcept {
    TakeErrorNumber();
    while (words_ < kMaxWords && SkipToPart() && TakePart()) {
    }
  }

 private:
  static constexpr int kMaxWords = 24;  // constant ones
  static constexpr std::size_t kLongestWord = 32;

  std::string_view Rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  std::string_view To(const char* end) const noexcept { return {at_, static_cast<std::size_t>(end - at_)}; }
  const char* EndOf(const char* from, uint8_t classes) const noexcept {
    while (from != end_ && (ClassOf(*from) & classes) != 0) ++from;
    return from;
  }

  // "(13)Permission denied: " of httpd 2.2: the colon behind it begins no name.
  void TakeErrorNumber() noexcept {
    if (at_ == end_ || *at_ != '(') return;
    const char* digit = at_ + 1;
    while (digit != end_ && IsDigit(*digit)) ++digit;
    if (digit == at_ + 1 || digit == end_ || *digit != ')') return;
    sink_.Signs("(");
    Variable(digit);
    sink_.Signs(")");
    ++at_;
    behind_error_ = true;
  }

  // False: nothing is left that belongs to the first line.
  bool SkipToPart() noexcept {
    const char* begin = at_;
    while (at_ != end_ && (ClassOf(*at_) == kBlankClass || IsLeadingSign(*at_))) ++at_;
    // A sign right before other signs is part of what is variable.
    if (at_ != begin) sink_.Signs({begin, static_cast<std::size_t>(at_ - begin)});
    return at_ != end_ && !(*at_ == '\\' && at_ + 1 != end_ && at_[1] == 'n');
  }
  static bool IsLeadingSign(char c) noexcept {
    return c == '(' || c == '[' || c == '{' || c == '<' || c == '-' || c == '=' || c == ':' || c == '.' ||
           c == ',' || c == ';' || c == '!' || c == '?' || c == ')' || c == ']' || c == '}' || c == '>' ||
           c == '*';
  }
  static bool IsQuote(char c) noexcept { return c == '"' || c == '\'' || c == '`'; }

  // False: what follows is no part of the template.
  bool TakePart() noexcept {
    if (IsQuote(*at_)) {
      TakeQuoted();
      return true;
    }
    if (ClassOf(*at_) != kLetterClass) return TakeOther();
    const char* end = EndOf(at_, kLetterClass | kJoinClass);
    while (ClassOf(end[-1]) == kJoinClass) --end;
    const char* behind = EndOf(end, kJoinClass | kPointClass);
    if (behind == end_ || ClassOf(*behind) == kBlankClass) return TakeWord(end, behind);
    return TakeCompound(end);
  }

  // A word by itself, with the signs behind it.
  bool TakeWord(const char* end, const char* behind) noexcept {
    const std::string_view word = To(end);
    const bool colon = end != behind && *end == ':';
    const uint64_t hash = MessageWordHash(word);
    const MessageWord known = word.size() > kLongestWord ? MessageWord() : FindMessageWord(hash);
    if (known.known ? !behind_key_ || (known.grammar && !key_ends_) : IsConstantName(word, colon)) {
      const bool of_request = in_ && hash == kRequestHash;
      if (parts_ == 0) of_php_ = hash == kPhpHash;
      Constant(word, hash);
      behind_key_ = known.key;
      key_ends_ = colon;
      behind_colon_ = colon && !behind_error_;
      behind_php_level_ = of_php_ && colon && IsPhpLevel(hash);
      if (colon) behind_error_ = false;
      in_ = hash == kInHash;
      at_ = end;
      Signs(behind);
      if (of_request) return Tail();
      return true;
    }
    const bool method = IsMethod(word);
    Variable(end);
    Signs(behind);
    if (method && Rest().starts_with(" /")) return Tail();
    return true;
  }

  // A name that is not listed, but can be told from what a message is about by its form.
  bool IsConstantName(std::string_view word, bool colon) const noexcept {
    if (word.size() > kLongestWord || behind_key_) return false;
    if (parts_ == 0 && word.starts_with("mod_")) return true;
    if (word.find_first_of("-_") != word.npos) return HasKnownParts(word);
    return colon && (word.ends_with("Error") || word.ends_with("Exception"));
  }
  static bool HasKnownParts(std::string_view word) noexcept {
    while (!word.empty()) {
      const std::size_t length = std::min(word.find_first_of("-_"), word.size());
      if (length > 0 && !FindMessageWord(MessageWordHash(word.substr(0, length))).known) return false;
      word.remove_prefix(std::min(length + 1, word.size()));
    }
    return true;
  }

  // A word with something in it that no word has: "fopen(/x):", "line=5", "index.php".
  bool TakeCompound(const char* end) noexcept {
    if (const char* const name_end = EndOfCalledName(end); name_end != nullptr) return TakeCall(name_end);
    const std::string_view word = To(end);
    if (*end != '=' || word.size() > kLongestWord) return TakeOther();
    const uint64_t hash = MessageWordHash(word);
    if (!FindMessageWord(hash).known) return TakeOther();
    Constant(word, hash);
    at_ = end;
    Signs(end + 1);
    if (at_ == end_ || ClassOf(*at_) == kBlankClass) return true;
    if (IsQuote(*at_)) {
      TakeQuoted();
    } else {
      Variable(EndOfToken());
    }
    return true;
  }

  // Null: it is no call, or of something that a client may have named. What calls itself by name is the
  // message's own ("jk2_init() Found child"), and so is what PHP warns of.
  const char* EndOfCalledName(const char* end) const noexcept {
    if (behind_key_) return nullptr;
    if (*end == '(' && To(end).size() <= kLongestWord && HasKnownParts(To(end))) return end;
    if (parts_ != 0 && !behind_php_level_) return nullptr;
    while (end != end_ && (IsAlnum(*end) || *end == '_' || *end == '.' || *end == ':')) ++end;
    if (end_ - end < 2 || *end != '(' || To(end).size() > kLongestWord) return nullptr;
    return end[1] == ')' || behind_php_level_ ? end : nullptr;
  }
  bool TakeCall(const char* name_end) noexcept {
    Constant(To(name_end), MessageWordHash(To(name_end)));
    at_ = name_end;
    if (name_end + 1 != end_ && name_end[1] == ')') {
      Signs(name_end + 2);
      return true;
    }
    Signs(name_end + 1);
    const std::size_t close = Rest().find(')');
    if (close != std::string_view::npos) Variable(at_ + close);
    return true;
  }

  // What begins as no word does. A path behind a colon is where a message ends: a name may hold blanks.
  bool TakeOther() noexcept {
    const bool path = *at_ == '/' || (at_ + 2 < end_ && at_[1] == ':' && (at_[2] == '/' || at_[2] == '\\'));
    if (path && behind_colon_) return Tail();
    const char* end = EndOfToken();
    const char* core = end;
    while (core != at_ + 1 && ClassOf(core[-1]) == kPointClass) --core;
    Variable(core);
    Signs(end);
    return true;
  }

  const char* EndOfToken() const noexcept {
    const char* end = at_;
    while (end != end_ && ClassOf(*end) != kBlankClass) {
      if (*end == '\\' && end + 1 != end_) {
        if (end[1] == 'n' && end != at_) break;
        ++end;
      }
      ++end;
    }
    return end;
  }

  // To the same sign again, before something that no name goes on with.
  void TakeQuoted() noexcept {
    const char quote = *at_ == '`' ? '\'' : *at_;
    for (const char* end = at_ + 1; end != end_; ++end) {
      if (*end == '\\') {
        if (++end == end_) break;
        continue;
      }
      if (*end != quote) continue;
      const char* behind = EndOf(end + 1, kPointClass);
      if (behind != end_ && ClassOf(*behind) != kBlankClass) continue;
      const bool colon = end + 1 != end_ && end[1] == ':';
      Variable(end + 1);
      Signs(behind);
      behind_colon_ = colon;
      return;
    }
    Variable(EndOfToken());
  }

  void Constant(std::string_view word, uint64_t hash) noexcept {
    sink_.Constant(word, hash);
    ++words_;
    ++parts_;
    behind_key_ = in_ = behind_colon_ = behind_php_level_ = false;
  }
  void Variable(const char* end) noexcept {
    sink_.Variable();
    ++parts_;
    behind_key_ = in_ = behind_colon_ = behind_php_level_ = false;
    at_ = end;
  }
  void Signs(const char* end) noexcept {
    if (end != at_) sink_.Signs(To(end));
    at_ = end;
  }
  // All that is left.
  bool Tail() noexcept {
    if (at_ == end_) return false;
    sink_.Signs(" ");
    sink_.Variable();
    return false;
  }

  static bool IsMethod(std::string_view word) noexcept {
    return word == "GET" || word == "POST" || word == "HEAD" || word == "PUT";
  }

  static bool IsPhpLevel(uint64_t hash) noexcept {
    return hash == MessageWordHash("warning") || hash == MessageWordHash("notice") ||
           hash == MessageWordHash("deprecated") || hash == MessageWordHash("error");
  }

  static constexpr uint64_t kPhpHash = MessageWordHash("php");
  static constexpr uint64_t kInHash = MessageWordHash("in");
  static constexpr uint64_t kRequestHash = MessageWordHash("request");

  const char* at_;
  const char* end_;
  Sink& sink_;
  int words_ = 0;
  int parts_ = 0;
  bool behind_key_ = false;
  bool key_ends_ = false;  // ... with a colon: "index: not"
  bool behind_colon_ = false;
  bool behind_error_ = false;
  bool in_ = false;  // behind the word "in"
  bool of_php_ = false;
  bool behind_php_level_ = false;
};

}  // namespace errwatch::masking

// Regular expressions as the slow, plain implementations of detectors use them: those of PCRE2 on bytes, with
// "[^]" for any byte, a '.' that is no line end, and "^" and "$" at the ends of the text alone.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch::plain {

enum class Letters : unsigned char { kAsTheyAre, kOfAnyCase };

// What an expression found, with a copy of the text that it was found in.
class Found {
 public:
  // Of a group that took no part: empty.
  std::string operator[](std::size_t group) const {
    const std::size_t begin = ends_[2 * group];
    return begin == PCRE2_UNSET ? std::string() : text_.substr(begin, ends_[2 * group + 1] - begin);
  }
  std::size_t size() const { return ends_.size() / 2; }  // the groups, and all of it
  std::string str() const { return (*this)[0]; }
  std::size_t position() const { return ends_[0]; }
  std::size_t length() const { return ends_[1] - ends_[0]; }
  std::string prefix() const { return text_.substr(0, ends_[0]); }
  std::string suffix() const { return text_.substr(ends_[1]); }

 private:
  friend class Expression;
  std::string text_;
  std::vector<std::size_t> ends_;
};

class Expression {
 public:
  explicit Expression(const std::string& pattern, Letters letters = Letters::kAsTheyAre) {
    const std::unique_ptr<pcre2_compile_context, Free> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
    const uint32_t options = PCRE2_ALLOW_EMPTY_CLASS | PCRE2_DOLLAR_ENDONLY |
                             (letters == Letters::kOfAnyCase ? uint32_t{PCRE2_CASELESS} : 0);
    int error = 0;
    std::size_t at = 0;
    code_.reset(pcre2_compile(BytesOf(pattern), pattern.size(), options, &error, &at, context.get()));
    if (code_ == nullptr) Fail(pattern.substr(at), error);
    match_.reset(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  }

  // `options` say where in `text` it must be. Where it is, if that is asked for.
  bool Matches(const std::string& text, uint32_t options, Found* found = nullptr) const {
    const int outcome =
        pcre2_match(code_.get(), BytesOf(text), text.size(), 0, options, match_.get(), nullptr);
    if (outcome == PCRE2_ERROR_NOMATCH) return false;
    if (outcome < 0) Fail(text, outcome);
    if (found == nullptr) return true;
    const std::size_t* ends = pcre2_get_ovector_pointer(match_.get());
    std::vector<std::size_t> all(ends, ends + std::size_t{2} * pcre2_get_ovector_count(match_.get()));
    found->text_ = std::string(text);
    found->ends_ = std::move(all);
    return true;
  }

 private:
  struct Free {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
  };

  static PCRE2_SPTR BytesOf(const std::string& text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }
  // A definition that cannot be asked is none.
  [[noreturn]] static void Fail(const std::string& where, int error) {
    std::fprintf(stderr, "error %d of PCRE2: %s\n", error, where.c_str());
    std::abort();
  }

  std::unique_ptr<pcre2_code, Free> code_;
  std::unique_ptr<pcre2_match_data, Free> match_;
};

// `what` stands at the very beginning of `text`.
inline bool Begins(const std::string& text, const Expression& what) {
  return what.Matches(text, PCRE2_ANCHORED);
}
// And what it took.
inline bool Begins(const std::string& text, const Expression& what, Found& found) {
  return what.Matches(text, PCRE2_ANCHORED, &found);
}
// `what` is all of `text`.
inline bool Is(const std::string& text, const Expression& what) {
  return what.Matches(text, PCRE2_ANCHORED | PCRE2_ENDANCHORED);
}
inline bool Is(const std::string& text, const Expression& what, Found& found) {
  return what.Matches(text, PCRE2_ANCHORED | PCRE2_ENDANCHORED, &found);
}
// `what` stands somewhere in `text`.
inline bool Holds(const std::string& text, const Expression& what) { return what.Matches(text, 0); }
// And the first place where it does.
inline bool Holds(const std::string& text, const Expression& what, Found& found) {
  return what.Matches(text, 0, &found);
}

}  // namespace errwatch::plain

#include "match/object_names.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::string_view kJava("\xAC\xED\x00\x05", 4);
constexpr std::string_view kNet("\x00\x01\x00\x00\x00\xFF\xFF\xFF\xFF", 9);
constexpr std::size_t kLeastName = 8;

bool IsOfClassName(char c) { return IsAlnum(c) || c == '_' || c == '.' || c == '$'; }

// Of these modules objects of every day name classes, too: sets, ranges, methods that are bound.
bool IsPlainBuiltin(std::string_view module, std::string_view name) {
  if (module != "builtins" && module != "__builtin__") return false;
  constexpr std::array<std::string_view, 9> kRunning = {"eval",  "exec",     "compile", "__import__", "open",
                                                        "apply", "execfile", "input",   "globals"};
  return std::ranges::find(kRunning, name) == kRunning.end();
}

}  // namespace

bool ObjectNames::Begin(char c) noexcept {
  if (bytes_ > first_.size()) return false;
  first_[bytes_ - 1] = c;
  const std::string_view first(first_.data(), bytes_);
  if (first == kJava || first == kNet) form_ = Form::kClasses;
  if (bytes_ == 2 && first.front() == '\x80' && c >= '\2' && c <= '\5') form_ = Form::kPickle;
  return form_ != Form::kUnknown || kJava.starts_with(first) || kNet.starts_with(first) || first == "\x80";
}

bool ObjectNames::Read(char c, BodyText& text) noexcept {
  if (++bytes_ > kMostBytes || names_ >= kMostNames) return false;
  switch (form_) {
    case Form::kUnknown:
      return Begin(c);
    case Form::kClasses:
      InClasses(c, text);
      break;
    case Form::kPickle:
      InPickle(c, text);
      break;
  }
  return true;
}

// Behind a zero (the high byte of a length, or the end of a number) stands the length of a text.
void ObjectNames::InClasses(char c, BodyText& text) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  if (left_ == 0) {
    if (before_ == '\0' && byte >= kLeastName) {
      left_ = byte;
      name_bytes_ = 0;
      is_name_ = true;
    }
    before_ = c;
    return;
  }
  --left_;
  // Behind the name of a class .NET says where the class is, and of which others it is made.
  if (byte < ' ' || byte >= 0x7F || (name_bytes_ == 0 && !IsAlpha(c))) {
    left_ = 0;
    before_ = c;
    return;
  }
  is_name_ = is_name_ && IsOfClassName(c) && name_bytes_ < name_.size();
  if (is_name_) name_[name_bytes_++] = c;
  if (left_ == 0) GiveClass(text);
  before_ = 'x';
}

void ObjectNames::GiveClass(BodyText& text) noexcept {
  const std::string_view name(name_.data(), name_bytes_);
  if (name.find('.') == std::string_view::npos) return;
  ++names_;
  text.StartField();
  text.StartValue(BodyText::Secrets::kNone);
  text.Put("object:");
  text.Encode(name);
  text.Encode(' ');
}

// c os \n system \n, or two short texts and a code that makes a callable of them.
void ObjectNames::InPickle(char c, BodyText& text) noexcept {
  constexpr char kGlobal = 'c';
  constexpr char kShortText = '\x8C';
  constexpr char kStackGlobal = '\x93';
  switch (in_pickle_) {
    case Pickle::kCodes:
      if (c == kStackGlobal) GiveCallable({module_.data(), module_bytes_}, {name_.data(), name_bytes_}, text);
      if (c == kShortText) in_pickle_ = Pickle::kLength;
      if (c == kGlobal) {
        in_pickle_ = Pickle::kModuleLine;
        name_bytes_ = 0;
      }
      return;
    case Pickle::kLength:
      module_bytes_ = std::min(name_bytes_, module_.size());
      std::copy_n(name_.data(), module_bytes_, module_.data());
      name_bytes_ = 0;
      left_ = static_cast<unsigned char>(c);
      in_pickle_ = left_ == 0 ? Pickle::kCodes : Pickle::kText;
      return;
    case Pickle::kText:
      if (name_bytes_ < name_.size()) name_[name_bytes_++] = c;
      if (--left_ == 0) in_pickle_ = Pickle::kCodes;
      return;
    case Pickle::kModuleLine:
    case Pickle::kNameLine:
      break;
  }
  if (c != '\n') {
    const bool fits = IsOfClassName(c) && name_bytes_ < name_.size();
    if (fits) name_[name_bytes_++] = c;
    if (!fits) in_pickle_ = Pickle::kCodes;  // a letter of something else
    return;
  }
  if (in_pickle_ == Pickle::kNameLine) {
    GiveCallable({module_.data(), module_bytes_}, {name_.data(), name_bytes_}, text);
    in_pickle_ = Pickle::kCodes;
    return;
  }
  module_bytes_ = std::min(name_bytes_, module_.size());
  std::copy_n(name_.data(), module_bytes_, module_.data());
  name_bytes_ = 0;
  in_pickle_ = Pickle::kNameLine;
}

void ObjectNames::GiveCallable(std::string_view module, std::string_view name, BodyText& text) noexcept {
  const auto is_name = [](std::string_view word) {
    return !word.empty() && (IsAlpha(word.front()) || word.front() == '_') &&
           std::ranges::all_of(word, IsOfClassName);
  };
  if (!is_name(module) || !is_name(name) || IsPlainBuiltin(module, name)) return;
  ++names_;
  text.StartField();
  text.StartValue(BodyText::Secrets::kNone);
  text.Put("c");
  text.Encode(module);
  text.Encode('\n');
  text.Encode(name);
  text.Encode("\n(tR.");
}

}  // namespace errwatch

#include "match/body_reader.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/written_guesses.h"

namespace errwatch {
namespace {

// Of code page 037 what XML and payloads are written in; other pages of EBCDIC differ in a few signs. Zeros
// are no characters.
constexpr auto kFromEbcdic = [] {
  std::array<char, 256> ascii{};
  const auto put = [&ascii](std::size_t from, std::string_view signs) {
    for (const char c : signs) ascii[from++] = c;
  };
  put(0x40, " ");
  put(0x4b, ".<(+|&");
  put(0x5a, "!$*);");
  put(0x60, "-/");
  put(0x6b, ",%_>?");
  put(0x79, "`:#@'=\"");
  put(0x81, "abcdefghi");
  put(0x91, "jklmnopqr");
  put(0xa1, "~stuvwxyz");
  put(0xb0, "^");
  put(0xba, "[]");
  put(0xc0, "{ABCDEFGHI");
  put(0xd0, "}JKLMNOPQR");
  put(0xe0, "\\");
  put(0xe2, "STUVWXYZ");
  put(0xf0, "0123456789");
  ascii[0x05] = '\t';
  ascii[0x0d] = '\r';
  ascii[0x15] = ascii[0x25] = '\n';
  return ascii;
}();

constexpr bool IsAmong(std::string_view signs, char c) { return signs.find(c) != std::string_view::npos; }

constexpr bool IsOfFormName(char c) { return IsAlnum(c) || IsAmong("_-.[]%*+$:", c); }

// What can follow '{' and '[' in JSON, or in what lenient parsers take for it.
bool GoesOnAsJson(char first, char second) {
  if (IsAlnum(second) || IsAmong("\"'/#-", second)) return true;
  return first == '[' ? IsAmong("{[]+.", second)
                      : IsAmong("}_$@", second) || static_cast<unsigned char>(second) >= 0x80;
}

}  // namespace

BodyReader::BodyReader(BodyType type, std::size_t limit, std::size_t expected,
                       BodyText::Memory memory) noexcept
    : kind_(type.kind),
      text_(limit, expected, memory),
      multipart_(type.boundary),
      file_(type.kind == BodyKind::kDescription ? FileStart::Gives::kDocumentType
                                                : FileStart::Gives::kOutwardEntities) {
  if (kind_ == BodyKind::kFile || kind_ == BodyKind::kDescription) reads_ = Form::kFile;
  if (kind_ == BodyKind::kForm) reads_ = Form::kForm;
  if (kind_ == BodyKind::kMultipart) reads_ = Form::kMultipart;
  if (kind_ == BodyKind::kReport) json_.ExpectReports();
  begun_ = reads_ != Form::kNone || kind_ == BodyKind::kNone;
  if ((begun_ && reads_ != Form::kFile) || kind_ == BodyKind::kBytes) charset_ = Charset::kBytes;
  may_be_object_ = reads_ != Form::kFile && reads_ != Form::kMultipart && kind_ != BodyKind::kOther;
}

Guess BodyReader::guess() const noexcept {
  Guess guess = text_.guesses().guess();
  AddWrittenGuesses(text(), guess);
  return guess;
}

// As XML and JSON say it: by a mark, or by where zeros stand, or how "<?" is written.
void BodyReader::TellCharset(char second) noexcept {
  charset_ = Charset::kBytes;
  const bool little = (byte_ == '\xFF' && second == '\xFE') || (byte_ != '\0' && second == '\0');
  // 00 01 begins a serialised object.
  const bool big = (byte_ == '\xFE' && second == '\xFF') || (byte_ == '\0' && second > '\1');
  if (little) charset_ = Charset::kLittleEndian;
  if (big) charset_ = Charset::kBigEndian;
  if (byte_ == '\x4C' && second == '\x6F') charset_ = Charset::kEbcdic;
}

void BodyReader::Read(std::string_view piece) noexcept {
  if (charset_ == Charset::kUnknown && !piece.empty()) {
    if (!has_byte_) {
      byte_ = piece.front();
      has_byte_ = true;
      piece.remove_prefix(1);
      if (piece.empty()) return;
    }
    TellCharset(piece.front());
    has_byte_ = charset_ == Charset::kLittleEndian || charset_ == Charset::kBigEndian;
    if (charset_ == Charset::kBytes) ReadText({&byte_, 1});
    if (charset_ == Charset::kEbcdic) ReadText("<");
  }
  if (charset_ == Charset::kBytes) {
    ReadText(piece);
  } else {
    ReadDecoded(piece);
  }
}

void BodyReader::ReadDecoded(std::string_view piece) noexcept {
  std::array<char, 512> decoded;
  std::size_t size = 0;
  for (const char c : piece) {
    if (charset_ == Charset::kEbcdic) {
      decoded[size++] = kFromEbcdic[static_cast<unsigned char>(c)];
    } else if (!has_byte_) {
      byte_ = c;
    } else {
      const bool little = charset_ == Charset::kLittleEndian;
      const auto low = static_cast<unsigned char>(little ? byte_ : c);
      const auto high = static_cast<unsigned char>(little ? c : byte_);
      const auto unit = static_cast<unsigned>(high << 8 | low);
      constexpr unsigned kMark = 0xFEFF;
      if (unit != 0 && unit < 0x80) {
        decoded[size++] = static_cast<char>(unit);
      } else if (unit >= 0x80 && unit < 0x800) {
        decoded[size++] = static_cast<char>(0xC0 | unit >> 6);
        decoded[size++] = static_cast<char>(0x80 | (unit & 0x3F));
      } else if (unit != 0 && unit != kMark) {
        decoded[size++] = static_cast<char>(0xE0 | unit >> 12);
        decoded[size++] = static_cast<char>(0x80 | (unit >> 6 & 0x3F));
        decoded[size++] = static_cast<char>(0x80 | (unit & 0x3F));
      }
    }
    if (charset_ != Charset::kEbcdic) has_byte_ = !has_byte_;
    if (size + 3 > decoded.size()) {
      ReadText({decoded.data(), size});
      size = 0;
    }
  }
  ReadText({decoded.data(), size});
}

// Which of the others it is tell the first bytes that are no blanks: scripts send JSON as plain text or any
// other type, and forms as JSON or without a type.
void BodyReader::Begin(char c) noexcept {
  if (first_ != '\0') return Decide(first_, c);
  const bool bytes = kind_ == BodyKind::kBytes;
  if (!bytes && (c == '{' || c == '[')) {
    first_ = c;
  } else {
    Decide(c, '\0');
  }
}

void BodyReader::Decide(char first, char second) noexcept {
  begun_ = true;
  const bool bytes = kind_ == BodyKind::kBytes;
  const bool said = kind_ == BodyKind::kJson || kind_ == BodyKind::kReport;
  if (second != '\0' ? GoesOnAsJson(first, second) : said && first == '"') {
    reads_ = Form::kJson;
  } else if (kind_ == BodyKind::kOther && (first == '<' || ObjectNames::MayBegin(first))) {
    reads_ = Form::kFile;
  } else if (kind_ == BodyKind::kOther) {
    guesses_form_ = IsOfFormName(first) && second == '\0';
  } else if (bytes || kind_ == BodyKind::kText || first == '<' || second != '\0') {
    reads_ = Form::kPlain;
    if (bytes) {
      text_.StartOdd(false);
    } else {
      text_.StartField();
      text_.StartValue(BodyText::Secrets::kNone);
    }
  } else {
    reads_ = Form::kForm;
  }
  if (second == '\0') return;
  first_ = first;
  ReadText({&first_, 1});
}

// A file may be anything; so nothing is read of it but what begins as a form, up to where it is none.
void BodyReader::GuessForm(char c) noexcept {
  const bool ends = c == '=' && name_bytes_ != 0;
  guesses_form_ = !ends && IsOfFormName(c) && name_bytes_ < name_.size();
  if (guesses_form_) name_[name_bytes_++] = c;
  if (!ends) return;
  reads_ = Form::kForm;
  form_.Read({name_.data(), name_bytes_}, text_);
  form_.Read("=", text_);
}

void BodyReader::ReadForm(std::string_view piece) noexcept {
  if (kind_ != BodyKind::kOther) return form_.Read(piece, text_);
  const auto none = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; };
  const auto end = static_cast<std::size_t>(std::ranges::find_if(piece, none) - piece.begin());
  form_.Read(piece.substr(0, end), text_);
  if (end == piece.size()) return;
  reads_ = Form::kNone;
  text_.Drop();
}

void BodyReader::ReadText(std::string_view piece) noexcept {
  while (!begun_ && !piece.empty()) {
    const char c = piece.front();
    const bool mark = c == '\xEF' || c == '\xBB' || c == '\xBF';  // of UTF-8
    if (!IsSpace(c) && !mark) Begin(c);
    if (begun_) break;
    piece.remove_prefix(1);
  }
  while (guesses_form_ && !piece.empty()) {
    GuessForm(piece.front());
    piece.remove_prefix(1);
  }
  if (may_be_object_) ReadObject(piece);
  ReadAs(piece);
}

// Whatever it is said to be, a serialised object is told by its first bytes. What else reads it goes on: it
// may as well be a form.
void BodyReader::ReadObject(std::string_view& piece) noexcept {
  while (may_be_object_ && !piece.empty()) {
    const std::string_view byte = piece.substr(0, 1);
    piece.remove_prefix(1);
    ReadAs(byte);
    file_.Read(byte, text_);
    may_be_object_ = !file_.done() && !file_.is_markup();
  }
}

void BodyReader::ReadAs(std::string_view piece) noexcept {
  if (piece.empty()) return;
  switch (reads_) {
    case Form::kForm:
      return ReadForm(piece);
    case Form::kMultipart:
      return multipart_.Read(piece, text_);
    case Form::kJson:
      return json_.Read(piece, text_);
    case Form::kPlain:
      return markup_.Read(piece, text_);
    case Form::kFile:
      file_.Read(piece, text_);
      if (file_.done()) reads_ = Form::kNone;
      return;
    case Form::kNone:
      return;
  }
}

}  // namespace errwatch

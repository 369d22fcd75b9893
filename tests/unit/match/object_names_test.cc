#include "match/object_names.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

std::string Text(std::string_view name) {
  return std::string(1, static_cast<char>(name.size())).append(name);
}

// As Java writes a class: its name behind two bytes of length, its number, its fields.
std::string JavaClass(std::string_view name) {
  return std::string("sr\0", 3) + Text(name) + std::string("\x12\x34\x56\x78\x02\0\1L\0\4map1x", 15);
}

std::string Java(std::string_view first, std::string_view second) {
  return std::string("\xAC\xED\0\5", 4) + JavaClass(first) + JavaClass(second);
}

std::string Net(std::string_view assembly, std::string_view name) {
  return std::string("\0\1\0\0\0\xFF\xFF\xFF\xFF\1\0\0\0\0\0\0\0\x0C\2\0\0\0", 22) + Text(assembly) +
         std::string("\5\1\0\0\0", 5) + Text(name) + std::string("\1\0\0\0", 4);
}

class ObjectNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ObjectNamesTest);
  CPPUNIT_TEST(ClassesOfJava);
  CPPUNIT_TEST(ClassesOfNet);
  CPPUNIT_TEST(CallablesOfPython);
  CPPUNIT_TEST(WhateverTheBodyIsCalled);
  CPPUNIT_TEST(FormsAreReadAllTheSame);
  CPPUNIT_TEST(NoneOfThese);
  CPPUNIT_TEST(NoMoreThanSo);
  CPPUNIT_TEST_SUITE_END();

  static std::string Read(std::string_view body, BodyKind kind = BodyKind::kOther) {
    const std::string text = ReadBody({kind, {}}, body);
    for (const std::size_t piece : {1UL, 3UL}) CPPUNIT_ASSERT_EQUAL(text, ReadBody({kind, {}}, body, piece));
    return text;
  }

 public:
  void ClassesOfJava() {
    CPPUNIT_ASSERT_EQUAL(std::string("=object:java.util.HashMap+&=object:org.example.a.Invoker$1+"),
                         Read(Java("java.util.HashMap", "org.example.a.Invoker$1")));
    // The length of this name is a letter, which is no part of it.
    const std::string name = "sun.reflect.annotation.AnnotationInvocationHandler";
    CPPUNIT_ASSERT_EQUAL("=object:" + name + "+&=object:java.lang.Integer+",
                         Read(Java(name, "java.lang.Integer")));
    // Texts that are no names: what people wrote.
    CPPUNIT_ASSERT_EQUAL(std::string(), Read(Java("select a.b from c", "https://a.example/")));
  }

  void ClassesOfNet() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("=object:System.Windows.Data.ObjectDataProvider+"),
        Read(Net("PresentationFramework, Version=4.0.0.0", "System.Windows.Data.ObjectDataProvider")));
  }

  void CallablesOfPython() {
    CPPUNIT_ASSERT_EQUAL(std::string("=cposix%0Asystem%0A(tR."),
                         Read("\x80\2cposix\nsystem\nq\1X\2\0\0\0idq\2\x85q\3Rq\4."));
    CPPUNIT_ASSERT_EQUAL(
        std::string("=cposix%0Asystem%0A(tR."),
        Read(std::string("\x80\4\x95\x1d\0\0\0\0\0\0\0\x8c\5posix\x94\x8c\6system\x94\x93\x94"
                         "\x8c\2id\x94\x85\x94R\x94.",
                         40)));
    CPPUNIT_ASSERT_EQUAL(std::string("=cbuiltins%0Aexec%0A(tR."), Read("\x80\3cbuiltins\nexec\nX"));
    for (const std::string_view honest : {"\x80\2]q\1(K\1K\2e.", "\x80\3cbuiltins\nset\nq",
                                          "\x80\4\x8c\3cat\x94\x8c\5hello\x94s.", "\x80\3X\4says: cold\n.\n"})
      CPPUNIT_ASSERT_EQUAL(std::string(), Read(honest));
    CPPUNIT_ASSERT_EQUAL(std::string("=ccollections%0AOrderedDict%0A(tR."),
                         Read("\x80\2"
                              "ccollections\nOrderedDict\nq\0)Rq\1."));
  }

  void WhateverTheBodyIsCalled() {
    const std::string body = Java("java.util.HashMap", "org.example.Acts");
    for (const BodyKind kind : {BodyKind::kForm, BodyKind::kText, BodyKind::kUnsaid, BodyKind::kOther,
                                BodyKind::kBytes, BodyKind::kFile, BodyKind::kJson})
      CPPUNIT_ASSERT(Read(body, kind).find("=object:org.example.Acts+") != std::string::npos);
    const std::string net = Net("mscorlib, Version=4.0.0.0", "System.Diagnostics.Process");
    for (const BodyKind kind : {BodyKind::kForm, BodyKind::kText, BodyKind::kUnsaid, BodyKind::kOther})
      CPPUNIT_ASSERT(Read(net, kind).find("=object:System.Diagnostics.Process+") != std::string::npos);
  }

  // Who begins a form as an object hides nothing in it.
  void FormsAreReadAllTheSame() {
    const std::string text = Read(std::string("\xAC\xED\0\5&a='", 8) + "&b=<x>", BodyKind::kForm);
    CPPUNIT_ASSERT(text.ends_with("&a='&b=<x>"));
    CPPUNIT_ASSERT_EQUAL(std::string("\x80=1&a='"), Read("\x80=1&a='", BodyKind::kForm));
  }

  void NoneOfThese() {
    for (const std::string& body :
         {std::string("\xAC\xED\0\6", 4) + JavaClass("org.example.Acts"), std::string("\0\0\1\0\1\0 \0", 8),
          std::string("\0\1\0\0\0\x0F\0\x80", 8), std::string("\x80\6cposix\nsystem\n"), std::string("\x80"),
          std::string("\xAC")})
      CPPUNIT_ASSERT_EQUAL(std::string(), Read(body));
  }

  void NoMoreThanSo() {
    std::string body("\xAC\xED\0\5", 4);
    for (int i = 0; i < 100; ++i) body += JavaClass("org.example.Acts");
    std::size_t names = 0;
    const std::string text = Read(body);
    for (std::size_t at = text.find("Acts"); at != std::string::npos; at = text.find("Acts", at + 1)) ++names;
    CPPUNIT_ASSERT_EQUAL(std::size_t{24}, names);
    CPPUNIT_ASSERT_EQUAL(std::string(), Read(std::string("\xAC\xED\0\5", 4) + std::string(9000, 'x') +
                                             JavaClass("org.example.Acts")));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ObjectNamesTest);

}  // namespace
}  // namespace errwatch

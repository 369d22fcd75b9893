#include "structure/program_class.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInClass = 128;

// Whose classes readers of Java find on a server, whatever application it has. In front of a dot.
constexpr auto kPublishers = std::to_array<std::string_view>({"br.com.anteros",
                                                              "ch.qos.logback",
                                                              "clojure.",
                                                              "com.alibaba",
                                                              "com.caucho",
                                                              "com.ibatis",
                                                              "com.ibm.jtc",
                                                              "com.mchange",
                                                              "com.mysql",
                                                              "com.nqadmin",
                                                              "com.opensymphony",
                                                              "com.p6spy",
                                                              "com.sun.",
                                                              "com.tangosol",
                                                              "com.zaxxer",
                                                              "groovy.",
                                                              "java.",
                                                              "javax.",
                                                              "jdk.",
                                                              "net.sf.ehcache",
                                                              "oracle.",
                                                              "org.apache.",
                                                              "org.codehaus.",
                                                              "org.eclipse.",
                                                              "org.h2.",
                                                              "org.hibernate.",
                                                              "org.jboss.",
                                                              "org.jdom",
                                                              "org.mozilla.",
                                                              "org.postgresql.",
                                                              "org.springframework.",
                                                              "org.yaml.snakeyaml",
                                                              "sun.",
                                                              "weblogic."});
// Of the JDK: data.
constexpr auto kDataOfJava = std::to_array<std::string_view>(
    {"java.lang.boolean", "java.lang.byte", "java.lang.character", "java.lang.double", "java.lang.enum",
     "java.lang.float", "java.lang.integer", "java.lang.long", "java.lang.number", "java.lang.object",
     "java.lang.short", "java.lang.string", "java.math.", "java.sql.date", "java.sql.time", "java.time.",
     "java.util."});
// As the name of an element, or where an object of any class may stand: they run, load or look up.
constexpr auto kRunners = std::to_array<std::string_view>(
    {"com.sun.jndi.", "com.sun.org.", "com.sun.rowset.", "java.beans.", "java.lang.processbuilder",
     "java.lang.runtime", "java.net.urlclassloader", "java.rmi.", "java.util.priorityqueue", "javax.imageio.",
     "javax.naming.", "javax.script.", "jdk.nashorn.", "sun.reflect.", "sun.rmi."});
// Of .NET: what its formatters can be made to run by. The end of the name.
constexpr auto kGadgetsOfNet = std::to_array<std::string_view>({"assemblyinstaller",
                                                                "axhost+state",
                                                                "binaryformatter",
                                                                "claimsidentity",
                                                                "claimsprincipal",
                                                                "dataset",
                                                                "expandedwrapper",
                                                                "filesysteminfo",
                                                                "losformatter",
                                                                "objectdataprovider",
                                                                "objectstateformatter",
                                                                "process",
                                                                "psobject",
                                                                "resourcedictionary",
                                                                "roleprincipal",
                                                                "sessionsecuritytoken",
                                                                "sessionviewstatehistoryitem",
                                                                "settingspropertyvalue",
                                                                "soapformatter",
                                                                "tempfilecollection",
                                                                "textformattingrunproperties",
                                                                "toolboxitemcontainer",
                                                                "typeconfusedelegate",
                                                                "windowsidentity",
                                                                "windowsprincipal",
                                                                "workflowdesigner",
                                                                "xamlreader"});

// Of Java: what a stream of objects is made to run by. Its own data is none of these.
constexpr auto kGadgetsOfJava =
    std::to_array<std::string_view>({"bsh.xthis",
                                     "clojure.core",
                                     "clojure.inspector",
                                     "clojure.lang.persistentarraymap",
                                     "com.mchange.v2.c3p0.",
                                     "com.rometools.rome.feed.impl.",
                                     "com.sun.jndi.",
                                     "com.sun.org.apache.xalan.",
                                     "com.sun.org.apache.bcel.",
                                     "com.sun.rowset.jdbcrowsetimpl",
                                     "com.sun.syndication.feed.impl.",
                                     "com.tangosol.util.extractor.",
                                     "com.vaadin.data.util.propertysetitem",
                                     "java.lang.processbuilder",
                                     "java.lang.runtime",
                                     "javax.management.badattributevalueexp",
                                     "javax.script.",
                                     "net.sf.json.jsonobject",
                                     "org.apache.click.control.",
                                     "org.apache.commons.beanutils.",
                                     "org.apache.commons.collections.functors.",
                                     "org.apache.commons.collections.keyvalue.",
                                     "org.apache.commons.collections.map.lazy",
                                     "org.apache.commons.collections4.comparators.",
                                     "org.apache.commons.collections4.functors.",
                                     "org.apache.commons.collections4.keyvalue.",
                                     "org.apache.commons.collections4.map.lazy",
                                     "org.apache.commons.fileupload.disk.",
                                     "org.apache.myfaces.view.facelets.el.",
                                     "org.apache.wicket.util.upload.",
                                     "org.apache.xalan.xsltc.",
                                     "org.aspectj.weaver.tools.cache.",
                                     "org.codehaus.groovy.runtime.",
                                     "org.hibernate.engine.spi.typedvalue",
                                     "org.hibernate.property.",
                                     "org.hibernate.tuple.component.",
                                     "org.jboss.interceptor.",
                                     "org.jboss.weld.interceptor.",
                                     "org.mozilla.javascript.",
                                     "org.python.core.pyfunction",
                                     "org.springframework.aop.framework.",
                                     "org.springframework.beans.factory.",
                                     "org.springframework.core.serializabletype",
                                     "sun.reflect.annotation.annotationinvoc"});

template <std::size_t N>
bool BeginsWithOneOf(std::string_view name, const std::array<std::string_view, N>& begins) {
  return std::ranges::any_of(begins, [name](std::string_view begin) { return name.starts_with(begin); });
}

// With its dots. `at` is that of its first letter.
std::string_view ClassAt(std::string_view text, std::size_t at) {
  const std::size_t end = SkipWhile(text.substr(0, at + kMostInClass), at,
                                    [](char c) { return IsIdentifierByte(c) || IsAnyOf(c, ".$+"); });
  return From(text, at).substr(0, end - std::min(at, end));
}

bool IsOfJava(std::string_view name) {
  if (name.starts_with('l') && name.substr(1).starts_with("com.")) name.remove_prefix(1);  // fastjson
  return std::ranges::count(name, '.') >= 2 && BeginsWithOneOf(name, kPublishers) &&
         (!BeginsWithOneOf(name, kDataOfJava) || BeginsWithOneOf(name, kRunners));
}

bool IsOfNet(std::string_view name) {
  if (!name.starts_with("system.") && !name.starts_with("microsoft.")) return false;
  return std::ranges::count(name, '.') >= 2 && IsOneOf(name.substr(name.rfind('.') + 1), kGadgetsOfNet);
}

// "object:x.y": a class of a stream of objects, as the reader of bodies gives it (match/object_names.h). Data
// and who asks are passed between programs of .NET all day.
bool IsMadeOfGadget(std::string_view text) {
  constexpr std::string_view kObject = "object:";
  if (!text.starts_with(kObject)) return false;
  const std::string_view name = ClassAt(text, kObject.size());
  if (BeginsWithOneOf(name, kGadgetsOfJava)) return true;
  return IsOfNet(name) &&
         !IsOneOf<5>(name.substr(name.rfind('.') + 1),
                     {"claimsidentity", "claimsprincipal", "dataset", "windowsidentity", "windowsprincipal"});
}

// "system.windows.data.objectdataprovider, presentationframework": the class and where it is. The end of the
// first is `behind`.
bool HasAssembly(std::string_view text, std::size_t behind) {
  return At(text, behind) == ',' && IsAlpha(At(text, PastBlanks(text, behind + 1)));
}

bool IsKeyOfClass(std::string_view key) { return key == "type" || key == "class" || key == "types"; }

// `"@type":"com.sun.x"`, `$type=system.x, y`, `x[@class]=org.y.z`. `at` is that of the sign.
bool IsGivenClass(std::string_view text, std::size_t at) {
  const std::string_view key = NameAt(text, at + 1);
  if (!IsKeyOfClass(key)) return false;
  const std::size_t end = SkipWhile(text.substr(0, at + kMostInClass), at + 1 + key.size(),
                                    [](char c) { return IsAnyOf(c, "\"'] :={[\\") || IsSpace(c); });
  const std::string_view between = text.substr(at, end - at);
  if (between.find_first_of(":=") == between.npos) return false;
  const std::string_view name = ClassAt(text, end);
  return IsOfJava(name) || IsOfNet(name);
}

// ["com.sun.x", {..}]: the class in front of the object. `at` is that of the bracket.
bool IsClassInArray(std::string_view text, std::size_t at) {
  const std::size_t quote = PastBlanks(text, at + 1);
  if (At(text, quote) != '"') return false;
  const std::string_view name = ClassAt(text, quote + 1);
  const std::size_t close = quote + 1 + name.size();
  if (!IsOfJava(name) || At(text, close) != '"') return false;
  const std::size_t comma = PastBlanks(text, close + 1);
  return At(text, comma) == ',' && IsAnyOf(At(text, PastBlanks(text, comma + 1)), "{[\"") &&
         At(text, PastBlanks(text, comma + 1)) != '\0';
}

// <java.lang.processbuilder>, <x class="java.lang.runtime">, <x type="system.y.expandedwrapper`2">. `at` is
// that of what opens the tag.
bool IsElementOfClass(std::string_view text, std::size_t at) {
  if (BeginsWithOneOf(From(text, at + 1), kRunners)) return true;
  const std::string_view tag = From(text, at).substr(0, kMostInClass);
  const std::size_t end = std::min(tag.find('>'), tag.size());
  for (const std::string_view key : {" class=", " type="}) {
    const std::size_t given = tag.substr(0, end).find(key);
    if (given == std::string_view::npos || !IsAnyOf(At(tag, given + key.size()), "\"'")) continue;
    const std::string_view name = ClassAt(text, at + given + key.size() + 1);
    if (BeginsWithOneOf(name, kRunners) || IsOfNet(name)) return true;
  }
  return false;
}

// What says of a whole document that it makes an object which acts when it is made.
bool IsActingDocument(std::string_view text) {
  if (text.find("<dynamic-proxy>") != text.npos && text.find("<handler") != text.npos) return true;
  return text.find("<objectdataprovider") != text.npos && text.find("diagnostics") != text.npos;
}

}  // namespace

bool HasNamedClass(std::string_view text) noexcept {
  static constexpr ByteTable kMarks("@$[<");
  if (IsMadeOfGadget(text)) return true;
  const std::string_view first = ClassAt(text, 0);
  if (IsOfNet(first) && HasAssembly(text, first.size())) return true;
  bool element = false;
  for (std::size_t at = kMarks.Find(text); at != std::string_view::npos; at = kMarks.Find(text, at + 1)) {
    switch (text[at]) {
      case '[':
        if (IsClassInArray(text, at)) return true;
        break;
      case '<':
        if (!IsAlpha(At(text, at + 1))) break;
        if (IsElementOfClass(text, at)) return true;
        element = true;
        break;
      default:
        if (IsGivenClass(text, at)) return true;
    }
  }
  return element && IsActingDocument(text);
}

}  // namespace errwatch

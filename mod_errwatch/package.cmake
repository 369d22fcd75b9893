# What `cpack` makes: six packages, as .deb (ERRWATCH_LAYOUT debian) or .rpm (rhel).
#
#   module   libapache2-mod-errwatch, mod_errwatch   the module and its configuration
#   tools    errwatch-tools                          the command line tool, its manual page, completion for shells
#   notify   errwatch-notify                         tells people of incidents; Python, the same for every processor
#   firewall errwatch-firewall                       drops the packets of whom the module blocks; Python, too
#   share    errwatch-share                          one count for all hosts, over Redis; Python, too
#   common   errwatch-common                         the rules, and what both read; the same for every processor
#
# scripts/release builds them, scripts/check_package_files compares what is in them with conf/package/files.txt, scripts/check_packages
# installs, upgrades, removes and purges them.
set(CPACK_PACKAGE_NAME mod-errwatch)
set(CPACK_PACKAGE_VENDOR "mod_errwatch")
set(ERRWATCH_MAINTAINER "mod_errwatch developers <mod-errwatch@localhost>" CACHE STRING "Who answers for the packages: \"Name <address>\"")
set(CPACK_PACKAGE_CONTACT "${ERRWATCH_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Apache httpd module that reads the error log from inside and blocks attackers")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_COMPONENTS_ALL module tools notify firewall share common)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(package_dir ${CMAKE_SOURCE_DIR}/conf/package)
set(made ${CMAKE_CURRENT_BINARY_DIR}/package)
find_program(GZIP gzip REQUIRED)

set(module_text "Hands every entry of httpd's error log to rules as it is written, counts
what each client does wrong in shared memory, and denies repeat offenders
their next request. As installed it only watches.")
set(tools_text "Reads old and growing error logs with the rules and limits of mod_errwatch,
shows and changes whom a running server blocks, checks configurations, and
says what is wrong with an installation.")
set(firewall_text "Reads the events of mod_errwatch and drops the packets of whom it blocks,
in sets of nftables (or ipset) of its own, for as long as the block lasts.")
set(notify_text "Reads the events of mod_errwatch and tells people of them within seconds:
by mail, Slack, Teams, Discord, Telegram, webhooks, programs, and the other
services of Apprise. A storm is one digest; what cannot be sent waits.")
set(share_text "Carries what mod_errwatch counts and blocks on one host to the others of its
group, over Redis streams, so that a limit holds for all of them together.")
set(common_text "Rules of mod_errwatch, lists of words and crawlers, and documentation:
what the module and the command line tool both read.")

# Compressed without a time, so that two builds are the same.
function(install_compressed file destination name component)
  install(CODE "
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}\")
    execute_process(COMMAND ${GZIP} -9nc \"${file}\"
      OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}/${name}\" COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT ${component})
endfunction()
install_compressed(${man_page} share/man/man1 errwatch.1.gz tools)
install_compressed(${generated}/errwatch-notify.1 share/man/man1 errwatch-notify.1.gz notify)
install_compressed(${generated}/errwatch-firewall.1 share/man/man1 errwatch-firewall.1.gz firewall)
install_compressed(${generated}/errwatch-share.1 share/man/man1 errwatch-share.1.gz share)
install_compressed(${CMAKE_SOURCE_DIR}/CHANGES share/doc/errwatch-common changelog.gz common)

install(FILES ${package_dir}/tmpfiles.conf DESTINATION /usr/lib/tmpfiles.d RENAME errwatch.conf COMPONENT module)
install(DIRECTORY DESTINATION /var/lib/errwatch COMPONENT module
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)

if(ERRWATCH_LAYOUT STREQUAL "debian")
  set(CPACK_GENERATOR DEB)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SECTION httpd)
  set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "")
  set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
  set(ERRWATCH_DEBIAN_VERSION "${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}")
  set(CPACK_DEBIAN_MODULE_PACKAGE_DEPENDS "apache2-api-20120211, errwatch-common (= ${ERRWATCH_DEBIAN_VERSION})")
  set(CPACK_DEBIAN_MODULE_PACKAGE_RECOMMENDS "apache2, errwatch-tools")
  set(CPACK_DEBIAN_MODULE_PACKAGE_CONTROL_EXTRA
    "${made}/conffiles;${package_dir}/debian/postinst;${package_dir}/debian/prerm;${package_dir}/debian/postrm")
  set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "errwatch-common (= ${ERRWATCH_DEBIAN_VERSION})")
  set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION admin)
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_DEPENDS "errwatch-common (= ${ERRWATCH_DEBIAN_VERSION}), python3 (>= 3.11)")
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_RECOMMENDS "apprise")
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_SECTION admin)
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_SHLIBDEPS OFF)
  file(WRITE ${made}/notify/conffiles "/etc/errwatch/notify.toml\n")
  set(CPACK_DEBIAN_NOTIFY_PACKAGE_CONTROL_EXTRA
    "${made}/notify/conffiles;${package_dir}/debian/notify/postinst;${package_dir}/debian/notify/prerm;${package_dir}/debian/notify/postrm")
  set(CPACK_DEBIAN_FIREWALL_PACKAGE_DEPENDS
    "errwatch-common (= ${ERRWATCH_DEBIAN_VERSION}), errwatch-tools, iproute2, python3 (>= 3.11), python3-nftables | ipset")
  set(CPACK_DEBIAN_FIREWALL_PACKAGE_SECTION admin)
  set(CPACK_DEBIAN_FIREWALL_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_FIREWALL_PACKAGE_SHLIBDEPS OFF)
  set(CPACK_DEBIAN_FIREWALL_PACKAGE_CONTROL_EXTRA
    "${package_dir}/debian/firewall/postinst;${package_dir}/debian/firewall/prerm;${package_dir}/debian/firewall/postrm")
  set(CPACK_DEBIAN_SHARE_PACKAGE_DEPENDS
    "errwatch-common (= ${ERRWATCH_DEBIAN_VERSION}), errwatch-tools (= ${ERRWATCH_DEBIAN_VERSION}), python3 (>= 3.11), python3-redis")
  set(CPACK_DEBIAN_SHARE_PACKAGE_SUGGESTS "redis-server")
  set(CPACK_DEBIAN_SHARE_PACKAGE_SECTION admin)
  set(CPACK_DEBIAN_SHARE_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_SHARE_PACKAGE_SHLIBDEPS OFF)
  file(WRITE ${made}/share/conffiles "/etc/errwatch/share.toml\n")
  set(CPACK_DEBIAN_SHARE_PACKAGE_CONTROL_EXTRA
    "${made}/share/conffiles;${package_dir}/debian/share/postinst;${package_dir}/debian/share/prerm;${package_dir}/debian/share/postrm")
  set(CPACK_DEBIAN_COMMON_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_COMMON_PACKAGE_SHLIBDEPS OFF)
  file(WRITE ${made}/conffiles "/etc/apache2/errwatch/local.conf
/etc/apache2/errwatch/words.conf
/etc/apache2/mods-available/errwatch.conf
/etc/apache2/mods-available/errwatch.load
")
  # dpkg and lintian expect a changelog and a copyright of each package.
  file(STRINGS base/version.h date REGEX "kVersionDate")
  string(REGEX MATCH "[0-9]+-[0-9]+-[0-9]+" date "${date}")
  execute_process(COMMAND date -u -R -d ${date} OUTPUT_VARIABLE ERRWATCH_RELEASE_DATE OUTPUT_STRIP_TRAILING_WHITESPACE)
  configure_file(${package_dir}/debian/changelog.in ${made}/changelog.Debian @ONLY)
  execute_process(COMMAND ${GZIP} -9nf ${made}/changelog.Debian)
  foreach(pair module:libapache2-mod-errwatch tools:errwatch-tools notify:errwatch-notify firewall:errwatch-firewall share:errwatch-share
    common:errwatch-common)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 component)
    list(GET pair 1 package)
    string(TOUPPER ${component} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
    set(CPACK_DEBIAN_${upper}_DESCRIPTION "${${component}_text}")
    install(FILES ${made}/changelog.Debian.gz DESTINATION /usr/share/doc/${package} COMPONENT ${component}
      RENAME changelog.Debian.gz)
    install(FILES ${package_dir}/debian/copyright DESTINATION /usr/share/doc/${package} COMPONENT ${component})
    if(EXISTS ${package_dir}/debian/${package}.lintian-overrides)
      install(FILES ${package_dir}/debian/${package}.lintian-overrides DESTINATION /usr/share/lintian/overrides
        RENAME ${package} COMPONENT ${component})
    endif()
  endforeach()
else()
  set(CPACK_GENERATOR RPM)
  set(CPACK_RPM_COMPONENT_INSTALL ON)
  set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
  set(CPACK_RPM_PACKAGE_LICENSE "Apache-2.0")
  set(CPACK_RPM_PACKAGE_GROUP "System Environment/Daemons")
  set(CPACK_RPM_MODULE_PACKAGE_NAME mod_errwatch)
  set(CPACK_RPM_MODULE_PACKAGE_REQUIRES "httpd >= 2.4, errwatch-common = ${PROJECT_VERSION}")
  set(CPACK_RPM_MODULE_PACKAGE_DESCRIPTION "${module_text}")
  set(CPACK_RPM_MODULE_USER_FILELIST
    "%config(noreplace) ${conf_dir}/errwatch.conf" "%config(noreplace) ${load_dir}/${load_name}"
    "%config(noreplace) ${local_dir}/local.conf" "%config(noreplace) ${local_dir}/words.conf"
    "%dir %attr(0700,root,root) /var/lib/errwatch")
  set(CPACK_RPM_TOOLS_PACKAGE_NAME errwatch-tools)
  set(CPACK_RPM_TOOLS_PACKAGE_REQUIRES "errwatch-common = ${PROJECT_VERSION}")
  set(CPACK_RPM_TOOLS_PACKAGE_DESCRIPTION "${tools_text}")
  set(CPACK_RPM_NOTIFY_PACKAGE_NAME errwatch-notify)
  set(CPACK_RPM_NOTIFY_PACKAGE_ARCHITECTURE noarch)
  set(CPACK_RPM_NOTIFY_PACKAGE_REQUIRES "errwatch-common = ${PROJECT_VERSION}, python3 >= 3.11")
  set(CPACK_RPM_NOTIFY_PACKAGE_SUGGESTS "apprise")
  set(CPACK_RPM_NOTIFY_PACKAGE_DESCRIPTION "${notify_text}")
  set(CPACK_RPM_NOTIFY_USER_FILELIST "%config(noreplace) /etc/errwatch/notify.toml"
    "%dir %attr(0700,root,root) /etc/errwatch/secrets" "%dir %attr(0700,root,root) /etc/errwatch/secrets/notify")
  set(CPACK_RPM_FIREWALL_PACKAGE_NAME errwatch-firewall)
  set(CPACK_RPM_FIREWALL_PACKAGE_ARCHITECTURE noarch)
  set(CPACK_RPM_FIREWALL_PACKAGE_REQUIRES "errwatch-common = ${PROJECT_VERSION}, errwatch-tools, iproute, python3 >= 3.11, python3-nftables")
  set(CPACK_RPM_FIREWALL_PACKAGE_DESCRIPTION "${firewall_text}")
  # The same release of both: they speak a language of their own to each other.
  set(CPACK_RPM_SHARE_PACKAGE_NAME errwatch-share)
  set(CPACK_RPM_SHARE_PACKAGE_ARCHITECTURE noarch)
  set(CPACK_RPM_SHARE_PACKAGE_REQUIRES
    "errwatch-common = ${PROJECT_VERSION}, errwatch-tools = ${PROJECT_VERSION}, python3 >= 3.11, python3-redis")
  set(CPACK_RPM_SHARE_PACKAGE_DESCRIPTION "${share_text}")
  set(CPACK_RPM_SHARE_USER_FILELIST "%config(noreplace) /etc/errwatch/share.toml"
    "%dir %attr(0700,root,root) /etc/errwatch/secrets" "%dir %attr(0700,root,root) /etc/errwatch/secrets/share")
  set(CPACK_RPM_COMMON_PACKAGE_NAME errwatch-common)
  set(CPACK_RPM_COMMON_PACKAGE_ARCHITECTURE noarch)
  set(CPACK_RPM_COMMON_PACKAGE_DESCRIPTION "${common_text}")
  # Directories of others.
  set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /etc/httpd /etc/httpd/conf.d /etc/httpd/conf.modules.d /usr/lib64/httpd /usr/lib64/httpd/modules /usr/lib/tmpfiles.d /usr/lib/sysusers.d
    /usr/lib/systemd /usr/lib/systemd/system
    /usr/share/man /usr/share/man/man1 /usr/share/doc /usr/share/bash-completion /usr/share/bash-completion/completions
    /usr/share/zsh /usr/share/zsh/site-functions /usr/share/fish /usr/share/fish/vendor_completions.d /var /var/lib)
endif()
include(CPack)

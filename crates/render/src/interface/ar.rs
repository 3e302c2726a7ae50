//! The interface in Arabic.
//!
//! One and two are in the noun itself. Digits are 0 to 9: the Maghreb writes no
//! others, every reader of Arabic knows them, and the register's own texts and
//! names have them. Periods stand after a colon, in the nominative.

use super::Interface;
use super::periods::{Periods, arabic};

pub(super) static AR: Interface = Interface {
    code: "ar",
    periods: Periods {
        form: arabic,
        second: &["ثانية واحدة", "ثانيتان", "{n} ثوانٍ", "{n} ثانية", "{n} ثانية"],
        minute: &["دقيقة واحدة", "دقيقتان", "{n} دقائق", "{n} دقيقة", "{n} دقيقة"],
        hour: &["ساعة واحدة", "ساعتان", "{n} ساعات", "{n} ساعة", "{n} ساعة"],
        day: &["يوم واحد", "يومان", "{n} أيام", "{n} يومًا", "{n} يوم"],
        week: &["أسبوع واحد", "أسبوعان", "{n} أسابيع", "{n} أسبوعًا", "{n} أسبوع"],
        month: &["شهر واحد", "شهران", "{n} أشهر", "{n} شهرًا", "{n} شهر"],
        year: &["سنة واحدة", "سنتان", "{n} سنوات", "{n} سنة", "{n} سنة"],
    },
    colon: ": ",
    comma: "، ",
    manage: "إدارة ملفات تعريف الارتباط",
    back: "العودة إلى الموقع",
    ask_title: "اختياراتك بشأن ملفات تعريف الارتباط",
    ask_who: "يستخدم موقع {site} ملفات تعريف الارتباط (cookies) ووسائل تتبع أخرى.",
    ask_exempt: "الوسائل الضرورية للخدمة تعمل دون موافقة.",
    ask_what: "بموافقتك، تُستخدم وسائل أخرى من أجل:",
    ask_refuse: "الرفض لا يمنع من استخدام الموقع.",
    ask_kept: "مدة حفظ اختيارك: {period}؛ ويمكنك تغييره أو سحبه في أي وقت عبر الرابط «{manage}».",
    ask_account: "أنت تستخدم حسابك: يسري اختيارك، قبولًا كان أو رفضًا أو سحبًا، على جميع الأجهزة التي تستخدم فيها حسابك.",
    ask_device: "يسري اختيارك في هذه الصفحة على هذا الجهاز وحده: ليتبع حسابك، حدده في صفحة أخرى من الموقع.",
    account_met: "الاختيار الذي حددته بحسابك يسري أيضًا على هذا الجهاز.",
    refuse_all: "رفض الكل",
    accept_all: "قبول الكل",
    customise: "تخصيص",
    withdraw: "سحب موافقتي",
    save: "حفظ اختياراتي",
    close: "إغلاق",
    allow: "السماح",
    always_on: "مفعّل دائمًا: معفى من الموافقة",
    details: "الخدمات ووسائل التتبع",
    no_tracker: "لا تُستخدم حاليًا أي وسيلة تتبع لهذا الغرض.",
    preferences_title: "إدارة ملفات تعريف الارتباط",
    preferences_text: "يمكنك الاختيار لكل غرض على حدة. لا شيء محدد مسبقًا.",
    more: "معرفة المزيد",
    privacy_policy: "سياسة المزوّد",
    failed: "تعذّر تسجيل اختيارك: لم يتغير شيء. يمكنك إعادة المحاولة بعد لحظات.",
    held: "هذا المحتوى مقدَّم من {provider}، وقد يستخدم هذا المزوّد وسائل تتبع خاصة به. لا يُحمَّل المحتوى إلا بموافقتك.",
    this_one: "عرض هذا المحتوى على {service}",
    always: "عرض {service} دائمًا",
    cookie: "ملف تعريف ارتباط",
    local_storage: "تخزين محلي",
    session_storage: "تخزين الجلسة",
    indexed_db: "قاعدة بيانات IndexedDB",
    pixel: "بكسل",
    session: "الجلسة (يُحذف عند إغلاق المتصفح)",
    lifetime_unknown: "غير محددة: مقتصرة على الجلسة",
};

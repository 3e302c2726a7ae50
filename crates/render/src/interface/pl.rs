//! The interface in Polish.
//!
//! Periods stand after a colon, in the nominative: after *przez* some of them would
//! have to be declined (*1 godzina*, *przez 1 godzinę*).

use super::Interface;
use super::periods::{Periods, polish};

pub(super) static PL: Interface = Interface {
    code: "pl",
    periods: Periods {
        form: polish,
        second: &["{n} sekunda", "{n} sekundy", "{n} sekund"],
        minute: &["{n} minuta", "{n} minuty", "{n} minut"],
        hour: &["{n} godzina", "{n} godziny", "{n} godzin"],
        day: &["{n} dzień", "{n} dni", "{n} dni"],
        week: &["{n} tydzień", "{n} tygodnie", "{n} tygodni"],
        month: &["{n} miesiąc", "{n} miesiące", "{n} miesięcy"],
        year: &["{n} rok", "{n} lata", "{n} lat"],
    },
    colon: ": ",
    comma: ", ",
    manage: "Zarządzaj moimi plikami cookie",
    back: "Powrót do witryny",
    ask_title: "Twój wybór dotyczący plików cookie",
    ask_who: "{site} używa plików cookie i innych narzędzi śledzących.",
    ask_exempt: "Te, które są niezbędne dla usługi, działają bez zgody.",
    ask_what: "Za Twoją zgodą używane są też inne; ich przeznaczenie:",
    ask_refuse: "Odmowa nie uniemożliwia korzystania z witryny.",
    ask_kept: "Czas przechowywania wyboru: {period}; wybór można zmienić lub wycofać w każdej chwili za pomocą linku „{manage}”.",
    ask_account: "Korzystasz z konta: Twój wybór, czyli zgoda, odmowa lub wycofanie, obowiązuje na wszystkich urządzeniach, na których z niego korzystasz.",
    ask_device: "Na tej stronie Twój wybór obowiązuje tylko na tym urządzeniu: aby dotyczył Twojego konta, dokonaj go na innej stronie serwisu.",
    account_met: "Wybór dokonany za pomocą Twojego konta obowiązuje także na tym urządzeniu.",
    refuse_all: "Odrzuć wszystko",
    accept_all: "Zaakceptuj wszystko",
    customise: "Dostosuj",
    withdraw: "Wycofaj moją zgodę",
    save: "Zapisz mój wybór",
    close: "Zamknij",
    allow: "Zezwól",
    always_on: "Zawsze aktywne: zgoda nie jest wymagana",
    details: "Usługi i narzędzia śledzące",
    no_tracker: "Obecnie żadne narzędzie śledzące nie jest używane w tym celu.",
    preferences_title: "Zarządzaj moimi plikami cookie",
    preferences_text: "Wybierz osobno dla każdego celu. Nic nie jest zaznaczone z góry.",
    more: "Dowiedz się więcej",
    privacy_policy: "Polityka dostawcy",
    failed: "Nie udało się zapisać wyboru: nic się nie zmieniło. Spróbuj ponownie za chwilę.",
    held: "Dostawca tej treści: {provider}. Może on stosować własne narzędzia śledzące. Treść jest wczytywana tylko za Twoją zgodą.",
    this_one: "Zobacz tę treść w serwisie {service}",
    always: "Zawsze wyświetlaj {service}",
    cookie: "plik cookie",
    local_storage: "pamięć lokalna",
    session_storage: "pamięć sesji",
    indexed_db: "baza danych IndexedDB",
    pixel: "piksel",
    session: "sesja (usuwane po zamknięciu przeglądarki)",
    lifetime_unknown: "nie podano: ograniczone do sesji",
};

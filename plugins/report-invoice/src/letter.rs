//! The invoice itself: its head with both parties, the facts, lines, totals and how to pay.

use krilla::image::Image;
use qrcodegen::QrCode;
use workdiary_sdk::{Invoice, money};

use crate::paper::Paper;
use crate::sheet::{Align, Cell, Sheet};
use crate::style::{
    ACCENT, BAND, BODY, CAPTION, HAIR, INK, NAME, QUIET, SMALL, SMALL_QUIET, STRONG, THICK, THIN, TINT,
    TITLE, TOTAL, mm,
};
use crate::{address, epc};

/// All that stands on the pages of an invoice.
pub(crate) struct Letter<'a> {
    pub(crate) paper: &'a Paper,
    pub(crate) invoice: &'a Invoice,
    pub(crate) logo: Option<Image>,
    pub(crate) code: Option<QrCode>,
}

/// Where things stand on the first page: the address shows in a window envelope (DIN 5008, form B).
const SELLER_X: f32 = mm(125.0);
const HEAD_Y: f32 = mm(15.0);
const SENDER_Y: f32 = mm(57.5);
const BUYER_Y: f32 = mm(63.0);
const TITLE_Y: f32 = mm(98.0);
/// Parties that reach below this are set one after the other, over as many pages as they take.
const LOWEST: f32 = mm(170.0);

impl Letter<'_> {
    /// What the document is, with its number; one without is a draft.
    pub(crate) fn name(&self) -> String {
        let words = self.paper.words;
        let kind = if self.invoice.credit_note { words.credit_note } else { words.invoice };
        match &self.invoice.number {
            Some(number) => format!("{kind} {number}"),
            None => format!("{kind} · {}", words.draft),
        }
    }

    pub(crate) fn write(&self, sheet: &mut Sheet<'_>) {
        self.head(sheet);
        self.facts(sheet);
        self.lines(sheet);
        self.totals(sheet);
        self.payment(sheet);
        self.notes(sheet);
    }

    fn head(&self, sheet: &mut Sheet<'_>) {
        let frame = sheet.frame;
        let name = if self.heading().as_ref() == Some(&self.invoice.seller.name) {
            ""
        } else {
            &self.invoice.seller.name
        };
        let seller = address::seller(self.paper.words, name, &self.invoice.seller, &self.invoice.buyer);
        let buyer = address::buyer(self.paper.words, &self.invoice.buyer, &self.invoice.seller);
        let seller = Cell { x: SELLER_X, width: frame.right - SELLER_X, align: Align::Left, texts: seller };
        let buyer = Cell { x: frame.left, width: mm(85.0), align: Align::Left, texts: buyer };
        let ends = [HEAD_Y + sheet.height(&seller), BUYER_Y + sheet.height(&buyer)];
        self.logo(sheet);
        if ends.iter().all(|end| *end < LOWEST) {
            sheet.y = HEAD_Y;
            sheet.row(&[seller], 0.0);
            let sender = address::sender(&self.invoice.seller);
            sheet.place(frame.left, SENDER_Y, mm(85.0), Align::Left, crate::style::TINY, &sender);
            sheet.y = BUYER_Y;
            sheet.row(&[buyer], 0.0);
            sheet.y = ends.into_iter().fold(TITLE_Y, |y, end| y.max(end + mm(8.0)));
        } else {
            sheet.y = SENDER_Y;
            sheet.row(&[Cell { x: frame.left, width: frame.span(), ..seller }], mm(8.0));
            sheet.row(&[Cell { x: frame.left, width: frame.span(), ..buyer }], mm(8.0));
        }
        fold_marks(sheet);
        sheet.row(&[Cell::new(frame.left, frame.span(), Align::Left, TITLE, self.name())], mm(4.0));
    }

    /// The logo, or the name of who sends this.
    fn logo(&self, sheet: &mut Sheet<'_>) {
        let (x, room) = (sheet.frame.left, (mm(70.0), mm(24.0)));
        if let Some(logo) = &self.logo {
            let (width, height) = logo.size();
            let scale = (room.0 / width as f32).min(room.1 / height as f32);
            return sheet.picture(logo.clone(), x, HEAD_Y, width as f32 * scale, height as f32 * scale);
        }
        if let Some(name) = self.heading() {
            sheet.place(x, HEAD_Y, mm(92.0), Align::Left, NAME, &name);
        }
    }

    /// The name that stands large on top, where there is no logo and it is not too long for that.
    fn heading(&self) -> Option<String> {
        let seller = &self.invoice.seller;
        let name = if seller.trading_name.is_empty() { &seller.name } else { &seller.trading_name };
        (self.logo.is_none() && name.chars().count() <= 60).then(|| name.clone())
    }

    /// Dates and references, three beside each other.
    fn facts(&self, sheet: &mut Sheet<'_>) {
        let (frame, column) = (sheet.frame, sheet.frame.span() / 3.0);
        let facts = self.all_facts();
        for facts in facts.chunks(3) {
            sheet.rule(frame.left, frame.right, THIN, HAIR);
            sheet.gap(mm(1.6));
            let cells: Vec<Cell> = facts
                .iter()
                .zip(0u8..)
                .map(|((name, value), place)| Cell {
                    x: frame.left + column * f32::from(place),
                    width: column - mm(3.0),
                    align: Align::Left,
                    texts: vec![(CAPTION, (*name).to_owned()), (BODY, value.clone())],
                })
                .collect();
            sheet.row(&cells, mm(1.6));
        }
        sheet.gap(mm(7.0));
    }

    fn all_facts(&self) -> Vec<(&'static str, String)> {
        let (words, invoice) = (self.paper.words, self.invoice);
        let corrected = invoice.corrects.as_ref().map(|number| match &invoice.corrects_date {
            Some(date) => format!("{number}, {}", self.paper.date_of(date)),
            None => number.clone(),
        });
        let facts = [
            (words.corrects, corrected.unwrap_or_default()),
            (words.date, self.paper.date_of(&invoice.date)),
            (words.due, invoice.due.as_ref().map(|due| self.paper.date_of(due)).unwrap_or_default()),
            (words.period, self.paper.period()),
            (words.buyer_reference, invoice.buyer_reference.clone()),
            (words.order, invoice.order_reference.clone()),
            (words.contract, invoice.contract_reference.clone()),
            (words.project, invoice.project_reference.clone()),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn lines(&self, sheet: &mut Sheet<'_>) {
        let words = self.paper.words;
        let amount = format!("{} ({})", words.amount, self.paper.currency);
        let head = [words.description, words.week, words.hours, words.rate, &amount];
        sheet.table_head(columns(sheet, CAPTION, head.map(str::to_owned)));
        for line in &self.invoice.lines {
            let hours = if line.minutes == 0 { String::new() } else { money::hours(line.minutes.into()) };
            let rate = line.rate.map(|rate| self.paper.amount(rate)).unwrap_or_default();
            let amount = self.paper.amount(line.amount);
            let mut cells =
                columns(sheet, BODY, [line.text.clone(), self.paper.week(line.week), hours, rate, amount]);
            for text in cells.get_mut(1).iter_mut().flat_map(|cell| &mut cell.texts) {
                text.0 = QUIET;
            }
            sheet.row(&cells, mm(1.3));
            sheet.rule(sheet.frame.left, sheet.frame.right, THIN, HAIR);
            sheet.gap(mm(1.3));
        }
        sheet.end_table();
    }

    fn totals(&self, sheet: &mut Sheet<'_>) {
        let (invoice, words, right) = (self.invoice, self.paper.words, sheet.frame.right);
        let taxed = !invoice.tax.category.is_empty() || invoice.tax_amount != 0;
        sheet.need(mm(34.0));
        sheet.gap(mm(3.0));
        let left = right - mm(80.0);
        let row = |sheet: &mut Sheet<'_>, style, text: &str, amount: String| {
            let width = sheet.width(style, &amount);
            let free = (right - left - width - mm(3.0)).max(mm(20.0));
            [
                Cell::new(left, free, Align::Left, style, text),
                Cell::new(right - width, width, Align::Right, style, amount),
            ]
        };
        if taxed {
            let net = row(sheet, BODY, words.net, self.paper.amount(invoice.net));
            sheet.row(&net, mm(1.0));
            let tax = row(sheet, BODY, &self.tax_words(), self.paper.amount(invoice.tax_amount));
            sheet.row(&tax, mm(2.0));
        }
        let total = if invoice.credit_note { words.total_credited } else { words.total };
        let sum = row(sheet, TOTAL, total, self.paper.money(invoice.gross));
        let height = sheet.height(&sum[0]) + mm(4.0);
        sheet.fill(vec![(left - BAND, sheet.y, right - left + 2.0 * BAND, height)], TINT);
        sheet.rule(left - BAND, right + BAND, THICK, ACCENT);
        sheet.gap(mm(2.0));
        sheet.row(&sum, mm(2.0));
        sheet.gap(mm(4.0));
        let reason = match (invoice.tax.category.as_str(), invoice.tax.reason.as_str()) {
            ("AE", "") => words.reverse_charge_notice,
            (_, reason) => reason,
        };
        sheet.paragraph(sheet.frame.left, sheet.frame.span(), SMALL, reason);
    }

    fn tax_words(&self) -> String {
        let (tax, words) = (&self.invoice.tax, self.paper.words);
        match tax.category.as_str() {
            "Z" => words.zero_rated.to_owned(),
            "E" => words.exempt.to_owned(),
            "AE" => words.reverse_charge.to_owned(),
            _ => format!("{} {}{}%", words.vat, self.paper.numbers.percent(tax.rate), words.percent),
        }
    }

    /// How to pay, beside the code that says the same; a credit note is not paid.
    fn payment(&self, sheet: &mut Sheet<'_>) {
        const CODE: f32 = mm(31.0);
        let (words, payment, left) = (self.paper.words, &self.invoice.payment, sheet.frame.left);
        let account =
            epc::iban(&payment.account).map_or_else(|| payment.account.clone(), |iban| epc::grouped(&iban));
        let pairs = [
            (words.account, account),
            ("BIC", payment.bic.clone()),
            (words.holder, payment.account_name.clone()),
            (words.reference, payment.reference.clone()),
        ];
        let pairs: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
        if self.invoice.credit_note || (pairs.is_empty() && payment.terms.is_empty()) {
            return;
        }
        sheet.gap(mm(5.0));
        sheet.need(if self.code.is_some() { CODE + mm(14.0) } else { mm(22.0) });
        let (top, page) = (sheet.y, sheet.page());
        let x = self.code.as_ref().map_or(left, |code| {
            draw_code(sheet, code, left, top + mm(1.0), CODE);
            sheet.place(left, top + CODE + mm(2.0), CODE, Align::Left, CAPTION, words.scan);
            left + CODE + mm(8.0)
        });
        let span = sheet.frame.right - x;
        sheet.row(&[Cell::new(x, span, Align::Left, STRONG, words.payment)], mm(1.0));
        for (name, value) in pairs {
            let cells = [
                Cell::new(x, mm(32.0), Align::Left, QUIET, *name),
                Cell::new(x + mm(33.0), span - mm(33.0), Align::Left, BODY, value),
            ];
            sheet.row(&cells, mm(0.5));
        }
        sheet.gap(mm(1.0));
        sheet.paragraph(x, span, BODY, &payment.terms);
        if self.code.is_some() && sheet.page() == page {
            sheet.y = sheet.y.max(top + CODE + mm(8.0));
        }
    }

    fn notes(&self, sheet: &mut Sheet<'_>) {
        let (left, span) = (sheet.frame.left, sheet.frame.span());
        for (style, text) in [(BODY, &self.invoice.note), (SMALL_QUIET, &self.invoice.seller.legal_notice)] {
            if !text.is_empty() {
                sheet.gap(mm(5.0));
                sheet.paragraph(left, span, style, text);
            }
        }
    }
}

/// The columns of the table of lines: what, week, hours, rate and amount.
fn columns(sheet: &Sheet<'_>, style: crate::text::Style, texts: [String; 5]) -> Vec<Cell> {
    let frame = sheet.frame;
    let widths = [frame.span() - mm(121.0), mm(48.0), mm(16.0), mm(25.0), mm(32.0)];
    let mut x = frame.left;
    let cell = |((text, width), place): ((String, f32), usize)| {
        let (align, free) = if place < 2 { (Align::Start, mm(3.0)) } else { (Align::Right, 0.0) };
        let cell = Cell::new(x, width - free, align, style, text);
        x += width;
        cell
    };
    texts.into_iter().zip(widths).zip(0..).map(cell).collect()
}

/// The code in a square, each dark module a box.
fn draw_code(sheet: &mut Sheet<'_>, code: &QrCode, x: f32, y: f32, side: f32) {
    let module = side / code.size() as f32;
    let places = (0..code.size()).flat_map(|row| (0..code.size()).map(move |column| (column, row)));
    let dark = places.filter(|(column, row)| code.get_module(*column, *row));
    let boxes =
        dark.map(|(column, row)| (x + column as f32 * module, y + row as f32 * module, module, module));
    sheet.fill(boxes.collect(), INK);
}

/// Where to fold the sheet and where to punch it; on A4 alone.
fn fold_marks(sheet: &mut Sheet<'_>) {
    if sheet.frame.height > mm(296.0) && sheet.page() == 1 {
        let ticks = [(105.0, 5.0), (148.5, 7.0), (210.0, 5.0)];
        sheet.fill(ticks.map(|(y, width)| (mm(4.0), mm(y), mm(width), THIN)).to_vec(), HAIR);
    }
}

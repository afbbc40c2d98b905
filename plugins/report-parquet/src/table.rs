//! A Parquet file of the report, written a group of rows at a time.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use workdiary_sdk::time::{DAY_SLOTS, rfc3339};
use workdiary_sdk::{Diary, OutputFile};

/// Texts are known by their first bytes well enough for whoever skips groups of rows.
const STATISTICS_BYTES: usize = 64;

/// A file that is being written.
pub(crate) struct Table(SerializedFileWriter<OutputFile>);

/// A group of its rows: the columns in the order of the schema, each whole.
pub(crate) struct Group<'t>(SerializedRowGroupWriter<'t, OutputFile>);

impl Table {
    /// Begins the file with this name and these columns, in Parquet's own words. Where a number hardly ever comes
    /// twice but steps from row to row are alike, steps are what is kept: a tenth of the size.
    pub(crate) fn new(diary: &mut Diary, name: &str, columns: &str, steady: &[&str]) -> Result<Self, String> {
        let schema = parse_message_type(&format!("message {name} {{ {columns} }}")).map_err(told)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(
                concat!("workdiary report-parquet version ", env!("CARGO_PKG_VERSION")).to_owned(),
            )
            .set_compression(Compression::SNAPPY)
            .set_statistics_truncate_length(Some(STATISTICS_BYTES))
            .set_key_value_metadata(Some(about(diary)));
        for column in steady {
            properties = properties
                .set_column_dictionary_enabled((*column).into(), false)
                .set_column_encoding((*column).into(), Encoding::DELTA_BINARY_PACKED);
        }
        let demo = if diary.is_demo() { "DEMO-" } else { "" };
        let file = diary.create(&format!("{demo}{name}.parquet"));
        SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))
            .map(Self)
            .map_err(told)
    }

    pub(crate) fn group(&mut self) -> Result<Group<'_>, String> {
        self.0.next_row_group().map(Group).map_err(told)
    }

    pub(crate) fn finish(self) -> Result<(), String> {
        self.0.close().map(drop).map_err(told)
    }
}

impl Group<'_> {
    pub(crate) fn flags(&mut self, values: &[bool]) -> Result<(), String> {
        self.column::<BoolType>(values, None)
    }

    pub(crate) fn int32(&mut self, values: &[i32]) -> Result<(), String> {
        self.column::<Int32Type>(values, None)
    }

    pub(crate) fn int64(&mut self, values: &[i64]) -> Result<(), String> {
        self.column::<Int64Type>(values, None)
    }

    pub(crate) fn texts(&mut self, values: &[ByteArray]) -> Result<(), String> {
        self.column::<ByteArrayType>(values, None)
    }

    pub(crate) fn texts_or_none(&mut self, values: &[Option<ByteArray>]) -> Result<(), String> {
        let (some, there) = split(values);
        self.column::<ByteArrayType>(&some, Some(&there))
    }

    /// Minor units of a currency.
    pub(crate) fn money(&mut self, values: &[i64]) -> Result<(), String> {
        self.column::<FixedLenByteArrayType>(&values.iter().map(decimal).collect::<Vec<_>>(), None)
    }

    pub(crate) fn money_or_none(&mut self, values: &[Option<i64>]) -> Result<(), String> {
        let (some, there) = split(values);
        self.column::<FixedLenByteArrayType>(&some.iter().map(decimal).collect::<Vec<_>>(), Some(&there))
    }

    pub(crate) fn finish(self) -> Result<(), String> {
        self.0.close().map(drop).map_err(told)
    }

    fn column<T: DataType>(&mut self, values: &[T::T], there: Option<&[i16]>) -> Result<(), String> {
        let column = self.0.next_column().map_err(told)?;
        let mut column = column.ok_or("there are more columns than the schema has")?;
        column.typed::<T>().write_batch(values, there, None).map_err(told)?;
        column.close().map_err(told)
    }
}

/// The UTC day of a slot, counted from 1970.
pub(crate) fn day(slot: u32) -> i32 {
    i32::try_from(slot / DAY_SLOTS).unwrap_or(i32::MAX)
}

fn decimal(minor: &i64) -> FixedLenByteArray {
    i128::from(*minor).to_be_bytes().to_vec().into()
}

/// The values that are there, and for each place whether it has one.
fn split<T: Clone>(values: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    let there = values.iter().map(|value| i16::from(value.is_some())).collect();
    (values.iter().flatten().cloned().collect(), there)
}

/// What each file says of itself beside its rows.
fn about(diary: &Diary) -> Vec<KeyValue> {
    [
        ("contract", diary.contract()),
        ("title", diary.title()),
        ("client", diary.client().name),
        ("freelancer", diary.freelancer().name),
        ("currency", diary.currency()),
        ("time_zone", diary.time_zone()),
        ("from", rfc3339(diary.from())),
        ("to", rfc3339(diary.until())),
        ("demo", diary.is_demo().to_string()),
    ]
    .map(|(key, value)| KeyValue::new(key.to_owned(), value))
    .into()
}

fn told(error: ParquetError) -> String {
    error.to_string()
}
